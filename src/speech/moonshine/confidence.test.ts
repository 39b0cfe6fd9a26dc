import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confidenceOf, leastLogProb } from "./confidence.js";

describe("confidence", () => {
  it("grows with the probability, from 0 to 1, in three digits", () => {
    const logProb = fc.double({ min: -20, max: 0, noNaN: true });
    fc.assert(
      fc.property(logProb, logProb, (a, b) => {
        const [low, high] = [confidenceOf(Math.min(a, b)), confidenceOf(Math.max(a, b))];
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThan(0);
        expect(high).toBeLessThan(1);
        expect(Number(low.toFixed(3))).toBe(low);
      }),
    );
    expect(confidenceOf(Math.log(0.7))).toBe(0.75);
    expect(confidenceOf(0)).toBe(0.99);
    expect(confidenceOf(-Infinity)).toBe(0.02);
  });

  it("depends on the least probable token of a word, without punctuation", () => {
    const tokens = [
      { text: "ill", logProb: -0.2 },
      { text: "-", logProb: -3 },
      { text: "disposed", logProb: -0.5 },
      { text: ".", logProb: -2 },
    ];
    expect(leastLogProb(tokens)).toBe(-0.5);
    expect(leastLogProb([{ text: "—", logProb: -2 }])).toBe(-2);
    expect(leastLogProb([])).toBe(0);
  });
});
