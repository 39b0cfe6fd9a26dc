import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded } from "./decoding/greedy-decoder.js";
import { isInvented, loopLength, repeatsItself } from "./rejection.js";

const decoded = (logProbs: number[], rest: Partial<Decoded> = {}): Decoded => ({
  ids: logProbs.map((_, i) => i + 3),
  logProbs,
  firstEnd: -5,
  end: -0.1,
  stopped: null,
  ...rest,
});

describe("rejection", () => {
  it("finds loops: several tokens three times, or one token four times", () => {
    expect(loopLength([9, 1, 2, 3, 1, 2, 3, 1, 2, 3])).toBeGreaterThan(0);
    expect(loopLength([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])).toBeGreaterThan(0);
    expect(loopLength([7, 7, 7, 7])).toBeGreaterThan(0);
    expect(loopLength([1, 2, 3, 1, 2, 3, 1, 2])).toBe(0);
    // "No, no, no" and "very, very, very" are real speech.
    expect(loopLength([7, 7, 7])).toBe(0);
    expect(loopLength([])).toBe(0);
  });

  it("finds every loop within 12 tokens, and none if all tokens differ", () => {
    const run = fc.uniqueArray(fc.integer({ min: 3, max: 99 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(run, fc.array(fc.integer({ min: 3, max: 99 })), (tokens, before) => {
        expect(loopLength([...before, ...tokens, ...tokens, ...tokens])).toBeGreaterThan(0);
        expect(loopLength(tokens)).toBe(0);
      }),
    );
  });

  it("finds text that repeats itself, but not a long sentence", () => {
    expect(repeatsItself("I am going to the store today. ".repeat(8))).toBe(true);
    expect(
      repeatsItself(
        "In the autumn the committee published a report of four hundred pages; nobody who was asked about it had read more than the summary, which was wrong.",
      ),
    ).toBe(false);
    expect(repeatsItself("Yes.")).toBe(false);
  });

  it("finds words in which the network has little confidence", () => {
    expect(isInvented(decoded([-2, -1.5, -3]))).toBe(true);
    expect(isInvented(decoded([-0.1, -0.4, -0.2]))).toBe(false);
    // "We're waiting. We're waiting. We're waiting.", for a tone: only the first sentence is as improbable as it should
    // be.
    const loop = decoded([-2, -1.7, -0.9, -0.1, -0.1, -0.1, -0.1, -0.1, -0.1], { stopped: "loop", end: null });
    expect(isInvented({ ...loop, ids: [4, 5, 6, 4, 5, 6, 4, 5, 6] })).toBe(true);
    expect(isInvented({ ...loop, ids: [4, 5, 6, 7, 8, 9, 10, 11, 12] })).toBe(false);
    expect(isInvented(decoded([], { stopped: "silence", end: null }))).toBe(true);
  });
});
