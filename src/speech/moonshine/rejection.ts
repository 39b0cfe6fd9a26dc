/** Recognizes Moonshine's output for sound that is not speech. Pure. */
import { deflateRawSync } from "node:zlib";
import type { Decoded } from "./decoding/greedy-decoder.js";

/** Part of the engine's id. It changes when a rule changes which words are kept. */
export const REJECTION_VERSION = "reject-2";

/**
 * The log probability of the first end token was above this for 44 kinds of non-speech, and under -0.5 for 312 pieces
 * of speech.
 */
export const MOST_FIRST_END = -0.35;
/** Human speech with noise of equal loudness (0 dB) lies above this. */
const LEAST_MEAN_LOG_PROB = -1.1;
/** The same tokens three times within this many are a loop. */
const LOOP_WINDOW = 12;
/** Text with a larger compression ratio repeats itself. Longer English text deflates to a half. */
const MOST_COMPRESSION = 3;

/**
 * The length of a token sequence that the last tokens repeat three times; 0 if there is no loop. A single token counts
 * only from four times on, because people say "no, no, no".
 */
export function loopLength(ids: readonly number[]): number {
  for (let run = 1; run * 3 <= LOOP_WINDOW; run++) {
    const times = run === 1 ? 4 : 3;
    if (ids.length < run * times) continue;
    let same = true;
    for (let i = ids.length - run * (times - 1); i < ids.length && same; i++) same = ids[i] === ids[i - run];
    if (same) return run;
  }
  return 0;
}

/** Whether a text repeats itself at a larger distance than tokens are compared. */
export function repeatsItself(text: string): boolean {
  return text.length / deflateRawSync(text).length > MOST_COMPRESSION;
}

/**
 * Mean log probability of all tokens and the end. Repetitions in a loop count once, because nothing is more probable
 * than a repetition.
 */
function meanLogProb({ ids, logProbs, end }: Decoded): number {
  const counted = logProbs.slice(0, ids.length - 2 * loopLength(ids));
  const sum = counted.reduce((total, value) => total + value, end ?? 0);
  return sum / (counted.length + (end === null ? 0 : 1));
}

/** Whether the words of a piece are invented. */
export function isInvented(decoded: Decoded): boolean {
  return decoded.stopped === "silence" || meanLogProb(decoded) < LEAST_MEAN_LOG_PROB;
}
