/**
 * Plans the work on each segment as it becomes known: kept words are used again, a segment without voice is skipped,
 * others go to the ranks.
 */
import { SAMPLE_RATE } from "../../speech/engine.js";
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { SpokenLanguage } from "../../subtitles/document.js";
import type { CutSegment, SegmentSource } from "../audio/segment-source.js";
import { segmentKey, type Journal } from "../journal.js";
import type { RankInfo, RecognizeTask } from "../ranks/task.js";
import type { Segment } from "../segmentation/segment.js";
import { detectLanguage } from "./detect-language.js";
import { placeOf, type SegmentResults } from "./segment-results.js";

export interface SegmentPlannerOptions {
  source: SegmentSource;
  /** null: words are not kept. */
  journal: Journal | null;
  results: SegmentResults;
  onTask: (task: RecognizeTask) => void;
}

/** How to find out the language of the speech. */
export interface LanguageDetection {
  read: (start: number, end: number) => Promise<Int16Array>;
  detect: (samples: Int16Array) => Promise<LanguageGuess | null>;
  onLanguage: (language: SpokenLanguage) => Promise<void>;
}

export class SegmentPlanner {
  readonly #options: SegmentPlannerOptions;

  constructor(options: SegmentPlannerOptions) {
    this.#options = options;
  }

  /**
   * Plans every segment; resolves when all are planned.
   *
   * @param engine the engine of all ranks
   * @param language BCP 47, or how to detect it: by the first segments with voice, before any of them is planned
   */
  async plan(
    engine: Pick<RankInfo, "engine" | "segmentation" | "segmentSeconds">,
    language: string | LanguageDetection,
  ): Promise<void> {
    const { source, results } = this.#options;
    const voiceId = engine.segmentation === "voice" ? await source.voiceId() : "";
    const segments = source.segments(engine);
    let code: string;
    if (typeof language === "string") code = language;
    else {
      const { held, language: detected } = await detectLanguage(segments, language);
      await language.onLanguage(detected);
      code = detected.code;
      for (const segment of held) await this.#put(segment, engine.engine, voiceId, code);
    }
    for await (const segment of segments) await this.#put(segment, engine.engine, voiceId, code);
    await results.allPlanned();
  }

  async #put(segment: CutSegment, engine: string, voiceId: string, language: string): Promise<void> {
    const { journal, results, onTask } = this.#options;
    const { voice, digest } = segment;
    const key = journal ? segmentKey(engine, language, digest, voice && [voiceId, voice]) : null;
    results.plan(segment, key);
    const words = journal && key !== null ? await journal.get(placeOf(segment, 0), key) : null;
    if (words) return results.kept(segment, words);
    if (voice?.length === 0) return results.silent(segment);
    results.waits(segment);
    onTask({
      kind: "recognize",
      language,
      segment: segment.index,
      sampleCount: segment.audioEnd - segment.audioStart,
      seconds: (segment.end - segment.start) / SAMPLE_RATE,
      estimate: costOf(segment),
      ...(voice ? { voice } : {}),
    });
  }
}

/** The probable cost of a segment: the seconds that an engine has to recognize. */
function costOf({ start, end, voice }: Segment): number {
  if (!voice) return (end - start) / SAMPLE_RATE;
  return voice.reduce((sum, span) => sum + span.end - span.start, 0);
}
