/**
 * What rank 0 does for one video: decodes it into a spool while the ranks get ready, cuts it, deals the segments, keeps each result, and
 * joins words into units that are translated while other segments are still being recognized.
 */
import { messageOf, SisterError } from "../errors.js";
import { joinWords, presentText } from "../subtitles/text/display-text.js";
import { plainUnit, type TranslatedUnit, type Unit } from "../subtitles/cue.js";
import type { SpokenLanguage, Warning } from "../subtitles/document.js";
import { UnitAssembler, type SegmentWords } from "../subtitles/layout/unit-assembler.js";
import { SAMPLE_RATE, type Word } from "../speech/engine.js";
import { definitionOf } from "../speech/engines.js";
import { AUTO } from "../speech/language/hears.js";
import type { Crew, TaskDispatch } from "./ranks/crew.js";
import { detectLanguage } from "./detect-language.js";
import type { JobEvent, JobProgress } from "./job-events.js";
import { segmentKey, type Journal, type JournalSegment } from "./journal.js";
import { ScriptedTalk } from "./script/lay-script.js";
import { SegmentReports } from "./segment-reports.js";
import { placeWords, SeamJoiner } from "./seams/seam-joiner.js";
import { SegmentSource } from "./audio/segment-source.js";
import type { Segment } from "./segmentation/segment.js";
import { AudioSpool } from "./audio/spool.js";
import type { LoadedTask, RankAccount, RankInfo, Task, TaskResult, WorkSpec } from "./ranks/task.js";
import { TranslationBatches } from "./translation-batches.js";
import { timesEstimated } from "./warnings.js";

export interface CoordinateOptions {
  crew: Crew;
  spec: WorkSpec;
  /** 16 kHz mono from presentation time 0, as a stream. */
  audio: AsyncIterable<Int16Array>;
  /** null: nothing is kept. */
  journal: Journal | null;
  onEvent?: (event: JobEvent) => void;
  /** The text of the talk: its words take the place of those that are recognized. */
  script?: string;
  /** Called once, before any words come, if `spec.language` is "auto". What it throws is the job's failure. */
  onLanguage?: (language: SpokenLanguage) => Promise<Pick<WorkSpec, "targets" | "translators">>;
  signal?: AbortSignal;
}

export interface CoordinateResult {
  units: TranslatedUnit[];
  ranks: RankInfo[];
  accounts: RankAccount[];
  /** Seconds of audio. */
  audioSeconds: number;
  /** Seconds from all ranks ready to the last result. */
  workSeconds: number;
  segments: JobProgress["segments"];
  /** Why segments and translations failed, each reason once. */
  problems: string[];
  /** Words of translations that the dictionaries did not have. */
  unknownWords: number;
  warnings: Warning[];
}

/** Runs one job with a crew. Dismisses it on success; on failure the caller ends it. */
export async function coordinate(options: CoordinateOptions): Promise<CoordinateResult> {
  options.signal?.throwIfAborted();
  const spool = await AudioSpool.create();
  try {
    return await new Coordination(options, spool).run();
  } finally {
    await spool.close();
  }
}

class Coordination {
  readonly #options: CoordinateOptions;
  readonly #spool: AudioSpool;
  readonly #dispatch: TaskDispatch;
  readonly #segments: Segment[] = [];
  readonly #keys: string[] = [];
  readonly #joiner = new SeamJoiner();
  readonly #assembler = new UnitAssembler();
  readonly #units: TranslatedUnit[] = [];
  readonly #batches = new TranslationBatches();
  readonly #problems = new Set<string>();
  #engine = "";
  #hosts: string[] = [];
  #done = 0;
  #failed = 0;
  #kept = 0;
  #doneSamples = 0;
  #planned = false;
  #finalized = false;
  #voiceId = "";
  /** With the language that is spoken, once it is known. */
  #spec: WorkSpec;
  readonly #source: SegmentSource;
  readonly #reports: SegmentReports;
  readonly #warnings: Warning[] = [];
  readonly #scripted: ScriptedTalk | null;

  constructor(options: CoordinateOptions, spool: AudioSpool) {
    this.#options = options;
    this.#spec = options.spec;
    this.#scripted = options.script === undefined ? null : new ScriptedTalk(options.script);
    this.#spool = spool;
    this.#reports = new SegmentReports((event) => options.onEvent?.(event));
    this.#source = new SegmentSource({
      audio: options.audio,
      spool,
      wantsVoice: definitionOf(options.spec.speech).segmentation === "voice",
      onVoiceFallback: (message) => this.#warn({ code: "voice-fallback", message }),
    });
    this.#dispatch = options.crew.dispatch({
      load: (task, rank) => this.#load(task, rank),
      onResult: (result) => this.#take(result),
    });
  }

  async run(): Promise<CoordinateResult> {
    const { crew, spec, signal, onEvent } = this.#options;
    const abort = (): void => {
      this.#dispatch.fail(signal?.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
    const decoding = this.#source.decode();
    decoding.catch((error: unknown) => {
      this.#dispatch.fail(error);
    });
    try {
      const ranks = await crew.ready(spec);
      this.#engine = sameEngine(ranks);
      this.#hosts = ranks.map(({ host }) => host);
      onEvent?.({ type: "ready", ranks });
      const readyAt = performance.now();
      const planning = this.#plan(ranks[0] ?? { segmentSeconds: { target: 12, max: 15 }, segmentation: "level" });
      planning.catch((error: unknown) => {
        this.#dispatch.fail(error);
      });
      await this.#dispatch.run();
      await planning;
      const workSeconds = (performance.now() - readyAt) / 1000;
      const accounts = await crew.dismiss();
      this.#units.sort((a, b) => a.start - b.start);
      return {
        units: this.#units,
        ranks,
        accounts,
        audioSeconds: this.#spool.length / SAMPLE_RATE,
        workSeconds,
        segments: this.#counts(),
        problems: [...this.#problems],
        unknownWords: this.#batches.unknownWords,
        warnings: this.#warnings,
      };
    } catch (error) {
      // Whatever it was: nothing of this job is to be done any more.
      this.#dispatch.fail(error);
      throw error;
    } finally {
      signal?.removeEventListener("abort", abort);
      this.#source.stop();
      await decoding.catch(() => undefined);
    }
  }

  /** Puts each segment out to be recognized as it becomes known, unless an earlier run recognized it or nobody speaks in it. */
  async #plan(engine: Pick<RankInfo, "segmentation" | "segmentSeconds">): Promise<void> {
    if (engine.segmentation === "voice") this.#voiceId = await this.#source.voiceId();
    const segments = this.#source.segments(engine);
    if (this.#options.spec.language === AUTO) await this.#detectLanguage(segments);
    for await (const segment of segments) await this.#put(segment);
    this.#planned = true;
    this.#report();
    await this.#finalizeIfHeard();
    // Translations still come, but of results. Said now and not when the last segment is recognized, or ranks would wait for more segments than there are.
    this.#dispatch.end();
  }

  /** Decides the language by the first segments in which somebody speaks, and puts those out. */
  async #detectLanguage(segments: AsyncGenerator<Segment, void, undefined>): Promise<void> {
    const { crew, onLanguage } = this.#options;
    const { held, language } = await detectLanguage(segments, {
      read: (start, end) => this.#spool.read(start, end),
      detect: (samples) => crew.detectLanguage(samples),
    });
    const decided = await onLanguage?.(language);
    this.#spec = { ...this.#spec, language: language.code, ...decided };
    for (const segment of held) await this.#put(segment);
  }

  async #put(segment: Segment): Promise<void> {
    const { journal } = this.#options;
    const spec = this.#spec;
    this.#segments[segment.index] = segment;
    if (journal) {
      const samples = await this.#spool.read(segment.audioStart, segment.audioEnd);
      const key = segmentKey(this.#engine, spec.language, samples, segment.voice && [this.#voiceId, segment.voice]);
      this.#keys[segment.index] = key;
      const words = await journal.get(segmentOf(segment, 0), key);
      if (words) {
        this.#kept += 1;
        this.#reports.ends(segment, "done", 0);
        this.#heard(segment, words);
        return;
      }
    }
    if (segment.voice?.length === 0) {
      await this.#keep(segment, [], 0);
      this.#reports.ends(segment, "done", 0);
      this.#heard(segment, []);
      return;
    }
    const seconds = (segment.end - segment.start) / SAMPLE_RATE;
    this.#reports.waits(segment);
    this.#dispatch.add({
      kind: "recognize",
      language: spec.language,
      segment: segment.index,
      sampleCount: segment.audioEnd - segment.audioStart,
      seconds,
      estimate: costOf(segment),
      ...(segment.voice ? { voice: segment.voice } : {}),
    });
  }

  async #load(task: Task, rank: number): Promise<LoadedTask> {
    if (task.kind !== "recognize") return { task, samples: new Int16Array(0) };
    const segment = this.#segmentOf(task.segment);
    const samples = await this.#spool.read(segment.audioStart, segment.audioEnd);
    // A rank gets a task when it can begin it.
    this.#reports.begins(segment, { rank, host: this.#hosts[rank] ?? "" });
    return { task, samples };
  }

  async #take(result: TaskResult): Promise<void> {
    if (result.kind === "translated") {
      if (result.problem !== null) this.#problems.add(result.problem);
      this.#batches.take(result);
      return;
    }
    if (result.kind !== "recognized" && result.kind !== "recognition-failed") return;
    const segment = this.#segmentOf(result.segment);
    if (result.kind === "recognized") {
      if (result.unaligned === undefined) await this.#keep(segment, result.words, result.attempts);
      else await this.#passOver(segment, result.unaligned, result.attempts);
      this.#reports.ends(segment, "done", result.attempts);
      this.#heard(segment, result.words);
    } else {
      this.#problems.add(result.message);
      this.#failed += 1;
      await this.#note(() => this.#options.journal?.fail(segmentOf(segment, result.attempts), result.message));
      this.#reports.ends(segment, "failed", result.attempts);
      this.#count(segment);
      this.#assemble(this.#joiner.fail(segment.index));
      const failed = { start: segment.start / SAMPLE_RATE, end: segment.end / SAMPLE_RATE };
      this.#add(segment.index, { failed });
    }
    await this.#finalizeIfHeard();
  }

  /** Makes a finished segment durable before it counts. A full disk costs the ability to go on later, not this run. */
  async #keep(segment: Segment, words: readonly Word[], attempts: number): Promise<void> {
    const key = this.#keys[segment.index];
    if (key === undefined) return;
    await this.#note(() => this.#options.journal?.put(segmentOf(segment, attempts), key, words));
  }

  /** A segment whose word times are estimates because the aligner failed. Kept, they would be taken for what a working aligner found. */
  async #passOver(segment: Segment, reason: string, attempts: number): Promise<void> {
    this.#warnOnce(timesEstimated(reason));
    await this.#note(() => this.#options.journal?.passOver(segmentOf(segment, attempts)));
  }

  async #note(write: () => Promise<void> | undefined): Promise<void> {
    try {
      await write();
    } catch (error) {
      this.#warnOnce({ code: "not-resumable", message: messageOf(error) });
    }
  }

  #warnOnce(warning: Warning): void {
    if (!this.#warnings.some(({ code }) => code === warning.code)) this.#warn(warning);
  }

  #warn(warning: Warning): void {
    this.#warnings.push(warning);
    this.#options.onEvent?.({ type: "warning", ...warning });
  }

  #heard(segment: Segment, words: readonly Word[]): void {
    this.#done += 1;
    this.#count(segment);
    this.#assemble(this.#joiner.add(placeWords(segment, words)));
  }

  #assemble(joined: { index: number; words: Word[] }[]): void {
    for (const { index, words } of joined) this.#add(index, words);
  }

  /** What became of a segment: to the units, or to the script that will take the place of the words. */
  #add(index: number, words: SegmentWords): void {
    if (this.#scripted) this.#scripted.add(index, words);
    else this.#close(this.#assembler.add(index, words));
  }

  async #layScript(scripted: ScriptedTalk): Promise<void> {
    const { words, failed, warnings } = await scripted.lay({
      language: this.#spec.language,
      read: (from, to) => this.#spool.read(from, Math.min(to, this.#spool.length)),
      signal: this.#options.signal,
    });
    for (const warning of warnings) this.#warnOnce(warning);
    this.#close(failed.map((span) => ({ ...span, words: [], failed: true })));
    this.#close(this.#assembler.add(0, words));
  }

  /** Units that no other segment can change any more: out for translation. */
  #close(units: Unit[]): void {
    const spec = this.#spec;
    const source = spec.language;
    const spoken: TranslatedUnit[] = [];
    for (const unit of units.map(plainUnit).toSorted((a, b) => a.start - b.start)) {
      if (!unit.failed && unit.words.length === 0) continue;
      const words = unit.words.map((word) => word.text);
      const text = presentText(joinWords(words, source), source);
      const translated: TranslatedUnit = { ...unit, text: { [source]: text } };
      this.#units.push(translated);
      if (!unit.failed) spoken.push(translated);
    }
    if (spoken.length === 0) return;
    this.#options.onEvent?.({
      type: "heard",
      units: spoken.map(({ start, end, text, words }) => ({ start, end, text: text[source] ?? "", words })),
    });
    for (const task of this.#batches.tasksOf(spoken, spec)) this.#dispatch.add(task);
  }

  /** Once the last segment is heard the last units are closed, and no more tasks can come but their translations. */
  async #finalizeIfHeard(): Promise<void> {
    if (!this.#planned || this.#finalized || this.#done + this.#failed < this.#segments.length) return;
    this.#finalized = true;
    this.#assemble(this.#joiner.end());
    if (this.#scripted) await this.#layScript(this.#scripted);
    this.#close(this.#assembler.end());
  }

  #count(segment: Segment): void {
    this.#doneSamples += segment.end - segment.start;
    this.#report();
  }

  #counts(): JobProgress["segments"] {
    return { done: this.#done, failed: this.#failed, total: this.#segments.length, kept: this.#kept };
  }

  #report(): void {
    this.#options.onEvent?.({
      type: "progress",
      progress: {
        doneSeconds: this.#doneSamples / SAMPLE_RATE,
        knownSeconds: this.#spool.length / SAMPLE_RATE,
        segments: this.#counts(),
      },
    });
  }

  #segmentOf(index: number): Segment {
    const segment = this.#segments[index];
    if (!segment) throw new Error(`no segment ${index} was planned`);
    return segment;
  }
}

/** What the journal is told of a segment, in seconds. */
function segmentOf({ index, start, end }: Segment, attempts: number): JournalSegment {
  return { index, start: start / SAMPLE_RATE, end: end / SAMPLE_RATE, attempts };
}

/** What a segment probably costs: the seconds that an engine has to recognize. */
function costOf({ start, end, voice }: Segment): number {
  if (!voice) return (end - start) / SAMPLE_RATE;
  return voice.reduce((sum, span) => sum + span.end - span.start, 0);
}

/** The id of the engine that all ranks have; results must not depend on which rank heard what. */
function sameEngine(ranks: readonly RankInfo[]): string {
  const first = ranks[0];
  if (!first) throw new Error("a transport without ranks");
  const other = ranks.find((rank) => rank.engine !== first.engine);
  if (other) {
    throw new SisterError(
      `rank ${first.rank} on ${first.host} and rank ${other.rank} on ${other.host} have different speech engines ` +
        `(${first.engine}; ${other.engine}): install the same version of Sister, its packages and the model on all hosts`,
    );
  }
  return first.engine;
}
