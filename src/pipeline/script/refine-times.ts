/** Finds the times of script words in the sound, if they are only guesses. */
import type { Aligner } from "../../speech/alignment/aligner.js";
import { SAMPLE_RATE } from "../../speech/engine.js";
import type { TimedWord } from "../../subtitles/cue.js";
import type { AlignedScript } from "./align-script.js";

export interface RefineOptions {
  aligner: Pick<Aligner, "align">;
  language: string;
  /** Samples `from` to `to` of the whole sound, 16 kHz. */
  read: (from: number, to: number) => Promise<Int16Array>;
  signal?: AbortSignal;
  /** Called for each stretch that the aligner failed on, with the reason. */
  onFailed?: (reason: string) => void;
}

/** Seconds of sound on each side of a guess: the words that were recognized there may begin late or end early. */
const AROUND = 0.05;
/** Longer stretches take too much memory to align, in seconds. */
const LONGEST = 30;

/**
 * The words of an aligned script; words with guessed times get the times that an aligner finds. Words that it does not
 * find keep their guesses. Only stretches with guesses are read.
 *
 * @example
 * const words = await refineTimes(alignScript(text, heard, { language }), { aligner, language, read });
 */
export async function refineTimes(
  { words, guessed }: Pick<AlignedScript, "words" | "guessed">,
  { aligner, language, read, signal, onFailed }: RefineOptions,
): Promise<TimedWord[]> {
  const refined = [...words];
  for (const { first, last, start, end } of guessed) {
    if (end <= start || end - start > LONGEST) continue;
    const from = Math.round(Math.max(0, start - AROUND) * SAMPLE_RATE);
    const samples = await read(from, Math.round((end + AROUND) * SAMPLE_RATE));
    const found = await aligner.align(samples, words.slice(first, last + 1), {
      language,
      ...(signal ? { signal } : {}),
      ...(onFailed ? { onFailed } : {}),
    });
    const offset = from / SAMPLE_RATE;
    const earliest = refined[first - 1]?.start ?? 0;
    const latest = refined[last + 1]?.start ?? Number.POSITIVE_INFINITY;
    for (const [i, word] of found.entries()) {
      const guess = refined[first + i];
      if (word.estimated || !guess) continue;
      const { estimated: _guessed, ...timeless } = guess;
      const begin = Math.min(latest, Math.max(earliest, word.start + offset));
      refined[first + i] = { ...timeless, start: begin, end: Math.max(begin, word.end + offset) };
    }
  }
  return inOrder(refined);
}

/** Moves words so that none begins before the one before it: found and guessed times may contradict each other. */
function inOrder(words: readonly TimedWord[]): TimedWord[] {
  let last = 0;
  return words.map((word) => {
    last = Math.max(last, word.start);
    return word.start === last ? word : { ...word, start: last, end: Math.max(last, word.end) };
  });
}
