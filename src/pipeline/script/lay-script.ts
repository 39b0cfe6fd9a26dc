/** Replaces the recognized words of a talk by the words of its script, and reports what of the script was not said. */
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
  /** Stretches whose recognition failed and for which the script has no words either, in seconds. */
  failed: { start: number; end: number }[];
  warnings: Warning[];
}

/** The most passages that a warning quotes, and the most characters of each. */
const QUOTED = { passages: 3, characters: 60 };

/**
 * A script, and the recognized words of its talk.
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

  /** Adds a segment: its words, or that it failed. */
  add(index: number, words: SegmentWords): void {
    this.#segments[index] = words;
  }

  /**
   * Aligns the script when all segments are known. Rejects with a SisterError (exit code 2) if it is not the text of
   * this talk.
   */
  async lay(options: LayScriptOptions): Promise<LaidScript> {
    const known = this.#segments.filter((segment) => segment !== undefined);
    const failed = known.flatMap((segment) => ("failed" in segment ? [segment.failed] : []));
    const heard = known.flatMap((segment) => ("failed" in segment ? [] : segment));
    const aligned = alignScript(this.#script, heard, { language: options.language, failed });
    if (aligned.matched < LEAST_MATCHED && heard.length > 0) {
      throw new SisterError(
        `the script is not the text of this talk: only ${Math.round(aligned.matched * 100)} % of its words were recognized; give another with --script, or leave it out`,
        { exitCode: 2 },
      );
    }
    const warnings = warningsOf(aligned);
    const words = await refined(aligned, options, (reason) => warnings.push(timesEstimated(reason)));
    // A failed stretch for which the script has words is not marked as failed.
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
    warnings.push({ code: "script-unsaid", message: `these parts of the script were not said: ${list(places)}` });
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
