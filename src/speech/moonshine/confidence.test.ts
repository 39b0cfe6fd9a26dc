import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { confidenceOf, leastLogProb, spread } from "./confidence.js";

describe("confidence", () => {
  it("grows with the probability, from 0 to 1, with three digits", () => {
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

  it("of a word is that of its least probable token, punctuation aside", () => {
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

describe("spread", () => {
  const words = ["To", "be", "or", "else", "go", "on."].map((text) => ({ text, confidence: 0.9 }));

  it("gives words time by their letters, in the stretches of voice alone", () => {
    const placed = spread(words, [
      { start: 1, end: 2 },
      { start: 5, end: 6 },
    ]);
    expect(placed.map(({ start }) => Number(start.toFixed(2)))).toEqual([1, 1.29, 1.57, 5, 5.33, 5.62]);
    expect(placed.at(-1)?.end).toBe(6);
    expect(placed.every(({ estimated }) => estimated)).toBe(true);
  });

  it("keeps words in order and inside the voice, whatever the stretches", () => {
    const lengths = fc.array(
      fc.tuple(fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0.01, max: 9, noNaN: true })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(lengths, fc.array(fc.string({ minLength: 1, maxLength: 12 })), (stretches, texts) => {
        let now = 0;
        const voice = stretches.map(([pause, length]) => {
          const start = now + pause;
          now = start + length;
          return { start, end: now };
        });
        let last = 0;
        for (const { start, end } of spread(
          texts.map((text) => ({ text, confidence: 1 })),
          voice,
        )) {
          expect(start).toBeGreaterThanOrEqual(last - 1e-9);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(now + 1e-9);
          last = start;
        }
      }),
    );
  });
});
