import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SpanFinder, voiceSpans, WINDOW_SECONDS } from "./voice-spans.js";

/** Probabilities, each repeated a number of times. */
const windows = (...parts: [number, number][]): number[] =>
  parts.flatMap(([value, count]) => Array<number>(count).fill(value));
const inWindows = (probabilities: number[]): number[][] =>
  voiceSpans(probabilities).map(({ start, end }) => [
    Math.round(start / WINDOW_SECONDS),
    Math.round(end / WINDOW_SECONDS),
  ]);

describe("voiceSpans", () => {
  it("starts a span at 0.5 and continues it down to 0.35", () => {
    expect(inWindows(windows([0.45, 10], [0.6, 5], [0.4, 20], [0.3, 10], [0.45, 10]))).toEqual([[10, 35]]);
  });

  it("drops spans under 0.1 s and bridges pauses under 0.26 s", () => {
    expect(inWindows(windows([0, 5], [0.9, 2], [0, 20]))).toEqual([]);
    expect(inWindows(windows([0, 5], [0.9, 3], [0, 20]))).toEqual([[5, 8]]);
    expect(inWindows(windows([0.9, 5], [0, 7], [0.9, 5]))).toEqual([[0, 17]]);
    expect(inWindows(windows([0.9, 5], [0, 8], [0.9, 5]))).toEqual([
      [0, 5],
      [13, 18],
    ]);
  });

  it("ends the last span at the end of its voice", () => {
    expect(inWindows(windows([0.9, 10], [0.1, 5]))).toEqual([[0, 10]]);
  });

  it("returns ordered, separate spans that contain every run of three voice windows", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(0, 0.3, 0.4, 0.6, 1), { maxLength: 400 }), (probabilities) => {
        const spans = inWindows(probabilities);
        let last = -8;
        for (const [start = 0, end = 0] of spans) {
          expect(start - last).toBeGreaterThanOrEqual(8);
          expect(end - start).toBeGreaterThanOrEqual(3);
          last = end;
        }
        for (const [i, value] of probabilities.entries()) {
          const run = probabilities.slice(i, i + 3);
          if (value < 0.5 || run.length < 3 || run.some((one) => one < 0.35)) continue;
          expect(spans.some(([start = 0, end = 0]) => start <= i && i < end)).toBe(true);
        }
      }),
    );
  });
});

describe("SpanFinder", () => {
  it("reports the open span as soon as it is long enough", () => {
    const finder = new SpanFinder();
    const seen = windows([0, 2], [0.9, 4], [0, 2]).map((probability) => {
      finder.push(probability);
      return finder.open;
    });
    expect(seen).toEqual([
      ...Array<null>(4).fill(null),
      { start: 2, end: 5 },
      ...Array<unknown>(3).fill({ start: 2, end: 6 }),
    ]);
    expect(finder.windows).toBe(8);
  });
});
