/** Whether two runs recognized the same. */
import { expect } from "vitest";
import type { Cue } from "../../src/subtitles/cue.js";

/** An engine with another number of threads adds in another order: a confidence may differ in its third digit. */
const CONFIDENCE_DIGITS = 1;

/** Cues, words and times are equal, and confidences nearly so. */
export function expectSameCues(found: readonly Cue[], wanted: readonly Cue[]): void {
  const bare = (cues: readonly Cue[]) =>
    cues.map((cue) => ({ ...cue, words: cue.words.map(({ confidence: _confidence, ...word }) => word) }));
  expect(bare(found)).toEqual(bare(wanted));
  const confidences = wanted.flatMap((cue) => cue.words.map((word) => word.confidence));
  for (const [i, { confidence }] of found.flatMap((cue) => cue.words).entries())
    expect(confidence).toBeCloseTo(confidences[i] ?? Number.NaN, CONFIDENCE_DIGITS);
}
