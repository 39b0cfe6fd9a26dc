/** Puts the text of a talk in the place of what was recognized of it, and says what of it was not said. */
import { messageOf, SisterError } from "../../errors.js";
import { openAligner } from "../../speech/alignment/open-aligner.js";
import type { TimedWord } from "../../subtitles/cue.js";
import type { Warning } from "../../subtitles/document.js";
import type { SegmentWords } from "../../subtitles/layout/unit-assembler.js";
import { timesEstimated } from "../warnings.js";
import { alignScript, LEAST_MATCHED, type AlignedScript } from "./align-script.js";
import { refineTimes } from "./refine-times.js";

export interface LayScriptOptions {
  /** Language of the speech, BCP 47. */
  language: string;
  /** Samples `from` to `to` of the whole sound, 16 kHz. */
  read: (from: number, to: number) => Promise<Int16Array>;
  signal?: AbortSignal | undefined;
}

export interface LaidScript {
  /** The script's words with the times at which they were said. */
  words: TimedWord[];
  /** Stretches whose recognition failed, and in which the script has no words either, in seconds. */
  failed: { start: number; end: number }[];
  warnings: Warning[];
}

/** Passages that a warning quotes, and characters of each. */
const QUOTED = { passages: 3, characters: 60 };

/**
 * A script, and what is recognized of its talk.
 *
 * @example
 * const talk = new ScriptedTalk(await readScript("talk.txt"));
 * talk.add(0, words); // segments, in any order
 * const { words, warnings } = await talk.lay({ language: "en", read });
 */
export class ScriptedTalk {
  readonly #script: string;
  readonly #segments: SegmentWords[] = [];

  constructor(script: string) {
    this.#script = script;
  }

  /** What became of a segment. */
  add(index: number, words: SegmentWords): void {
    this.#segments[index] = words;
  }

  /** Once all segments are there. Rejects with a SisterError if the script is not the text of this talk. */
  async lay(options: LayScriptOptions): Promise<LaidScript> {
    const known = this.#segments.filter((segment) => segment !== undefined);
    const failed = known.flatMap((segment) => ("failed" in segment ? [segment.failed] : []));
    const heard = known.flatMap((segment) => ("failed" in segment ? [] : segment));
    const aligned = alignScript(this.#script, heard, { language: options.language, failed });
    if (aligned.matched < LEAST_MATCHED && heard.length > 0) {
      throw new SisterError(
        `the script is not the text of this talk: only ${Math.round(aligned.matched * 100)} % of its words were heard; give another with --script, or leave it out`,
        { exitCode: 2 },
      );
    }
    const warnings = warningsOf(aligned);
    const words = await refined(aligned, options, (reason) => warnings.push(timesEstimated(reason)));
    // Where the script fills a stretch that nobody could recognize, there is text to show.
    const empty = failed.filter(({ start, end }) => !words.some((word) => word.start < end && word.end > start));
    return { words, failed: empty, warnings };
  }
}

async function refined(
  aligned: AlignedScript,
  { language, read, signal }: LayScriptOptions,
  onFailed: (reason: string) => void,
): Promise<TimedWord[]> {
  if (aligned.guessed.length === 0) return aligned.words;
  const aligner = await openAligner(language).catch((error: unknown) => {
    onFailed(messageOf(error));
    return null;
  });
  if (!aligner) return aligned.words;
  try {
    return await refineTimes(aligned, { aligner, language, read, onFailed, ...(signal ? { signal } : {}) });
  } finally {
    await aligner.close();
  }
}

function warningsOf({ unsaid, unscripted }: AlignedScript): Warning[] {
  const warnings: Warning[] = [];
  if (unsaid.length > 0) {
    const places = unsaid.map(({ text, line, near }) => `line ${line}, near ${Math.round(near)} s: ${quote(text)}`);
    warnings.push({ code: "script-unsaid", message: `of the script this was not said: ${list(places)}` });
  }
  if (unscripted.length > 0) {
    const places = unscripted.map(({ text, start }) => `at ${Math.round(start)} s: ${quote(text)}`);
    warnings.push({ code: "script-extra", message: `this was said and is not in the script: ${list(places)}` });
  }
  return warnings;
}

function list(places: readonly string[]): string {
  const more = places.length - QUOTED.passages;
  const shown = places.slice(0, QUOTED.passages).join("; ");
  return more > 0 ? `${shown}; and ${more} more` : shown;
}

function quote(text: string): string {
  return text.length > QUOTED.characters ? `"${text.slice(0, QUOTED.characters)}…"` : `"${text}"`;
}
