import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded } from "./greedy-decoder.js";
import { endsInLoop, isInvented, repeatsItself } from "./rejection.js";

const decoded = (logProbs: number[], rest: Partial<Decoded> = {}): Decoded => ({
  ids: logProbs.map((_, i) => i + 3),
  logProbs,
  firstEnd: -5,
  end: -0.1,
  stopped: null,
  ...rest,
});

describe("what is rejected", () => {
  it("loops: a run of tokens three times, one token four times", () => {
    expect(endsInLoop([9, 1, 2, 3, 1, 2, 3, 1, 2, 3])).toBe(true);
    expect(endsInLoop([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4])).toBe(true);
    expect(endsInLoop([7, 7, 7, 7])).toBe(true);
    expect(endsInLoop([1, 2, 3, 1, 2, 3, 1, 2])).toBe(false);
    // "No, no, no" and "very, very, very" are said.
    expect(endsInLoop([7, 7, 7])).toBe(false);
    expect(endsInLoop([])).toBe(false);
  });

  it("finds every loop within 12 tokens, and none where all tokens differ", () => {
    const run = fc.uniqueArray(fc.integer({ min: 3, max: 99 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(run, fc.array(fc.integer({ min: 3, max: 99 })), (tokens, before) => {
        expect(endsInLoop([...before, ...tokens, ...tokens, ...tokens])).toBe(true);
        expect(endsInLoop(tokens)).toBe(false);
      }),
    );
  });

  it("text that repeats itself, and not a long sentence", () => {
    expect(repeatsItself("I am going to the store today. ".repeat(8))).toBe(true);
    expect(
      repeatsItself(
        "In the autumn the committee published a report of four hundred pages; nobody who was asked about it had read more than the summary, which was wrong.",
      ),
    ).toBe(false);
    expect(repeatsItself("Yes.")).toBe(false);
  });

  it("words that the network itself does not believe", () => {
    expect(isInvented(decoded([-2, -1.5, -3]))).toBe(true);
    expect(isInvented(decoded([-0.1, -0.4, -0.2]))).toBe(false);
    expect(isInvented(decoded([], { stopped: "silence", end: null }))).toBe(true);
  });
});
