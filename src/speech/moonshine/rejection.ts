/** What Moonshine makes of sound that is no speech, and how it is told. Pure. */
import { deflateRawSync } from "node:zlib";
import type { Decoded } from "./decoding/greedy-decoder.js";

/** Part of the engine's id: changes when a rule changes which words are kept. */
export const REJECTION_VERSION = "reject-2";

/** Over 44 kinds of no speech the log probability of the first end token was above this, for 312 pieces of speech under -0.5. */
export const MOST_FIRST_END = -0.35;
/** Human speech with as much noise as speech (0 dB) is above it. */
const LEAST_MEAN_LOG_PROB = -1.1;
/** A run of tokens three times within this many is a loop. */
const LOOP_WINDOW = 12;
/** Text that deflates to less than this share repeats itself. English of some length deflates to a half. */
const MOST_COMPRESSION = 3;

/**
 * Tokens of the run that the last tokens are, three times over; 0 where they are no loop. A run of one token counts from four times on: "no, no, no" is
 * said.
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

/** True where a text repeats itself at a larger distance than tokens are compared. */
export function repeatsItself(text: string): boolean {
  return text.length / deflateRawSync(text).length > MOST_COMPRESSION;
}

/** Mean of the log probabilities of all tokens and of the end. What is said again in a loop counts once: nothing is more probable than its repetition. */
function meanLogProb({ ids, logProbs, end }: Decoded): number {
  const counted = logProbs.slice(0, ids.length - 2 * loopLength(ids));
  const sum = counted.reduce((total, value) => total + value, end ?? 0);
  return sum / (counted.length + (end === null ? 0 : 1));
}

/** Whether the words of a piece are to be believed. */
export function isInvented(decoded: Decoded): boolean {
  return decoded.stopped === "silence" || meanLogProb(decoded) < LEAST_MEAN_LOG_PROB;
}
