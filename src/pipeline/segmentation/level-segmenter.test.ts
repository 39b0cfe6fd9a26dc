import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LevelSegmenter } from "./level-segmenter.js";
import type { Segment } from "./segment.js";

const RATE = 16_000;

function segmentsOf(audio: Int16Array, pieces: number[], options = { target: 12, max: 15 }): Segment[] {
  const segmenter = new LevelSegmenter(options);
  const segments: Segment[] = [];
  let at = 0;
  for (let i = 0; at < audio.length; i++) {
    const size = Math.max(1, pieces[i % pieces.length] ?? RATE);
    segments.push(...segmenter.push(audio.subarray(at, at + size)));
    at += size;
  }
  return [...segments, ...segmenter.end()];
}

/** Loud noise with silences at the given seconds: `[from, to]`. */
function speechWith(silences: [number, number][], seconds: number): Int16Array {
  let seed = 1;
  return Int16Array.from({ length: Math.round(seconds * RATE) }, (_, i) => {
    seed = (seed * 16_807) % 2_147_483_647;
    const silent = silences.some(([from, to]) => i >= from * RATE && i < to * RATE);
    return ((seed % 20_000) - 10_000) * (silent ? 0.002 : 1);
  });
}

describe("LevelSegmenter", () => {
  it("cuts in the longest silence within 5 s of the target", () => {
    const segments = segmentsOf(
      speechWith(
        [
          [8, 8.3],
          [10.5, 11.4],
          [12, 12.2],
        ],
        25,
      ),
      [RATE],
    );
    expect(segments[0]?.end).toBeGreaterThan(10.5 * RATE);
    expect(segments[0]?.end).toBeLessThan(11.4 * RATE);
  });

  it("prefers the silence nearer to the target if two are equal", () => {
    const [first] = segmentsOf(
      speechWith(
        [
          [7.5, 8],
          [11.5, 12],
        ],
        25,
      ),
      [RATE],
    );
    expect((first?.end ?? 0) / RATE).toBeCloseTo(11.75, 1);
  });

  it("ignores a longer silence that is out of reach", () => {
    const [first] = segmentsOf(
      speechWith(
        [
          [2, 5],
          [9, 9.4],
        ],
        25,
      ),
      [RATE],
    );
    expect((first?.end ?? 0) / RATE).toBeCloseTo(9.2, 1);
  });

  it("finds pauses in noisy audio", () => {
    const noise = speechWith([], 30).map((sample) => sample / 30);
    const audio = speechWith([[9, 9.5]], 30).map((sample, i) => sample + (noise[i] ?? 0));
    const [first] = segmentsOf(audio, [RATE]);
    expect((first?.end ?? 0) / RATE).toBeCloseTo(9.25, 1);
  });

  it("cuts speech without pauses at its quietest place, and never exceeds the maximum", () => {
    const audio = speechWith([], 100).map((sample, i) => (i > 13 * RATE && i < 13.2 * RATE ? sample * 0.6 : sample));
    const segments = segmentsOf(audio, [RATE]);
    expect((segments[0]?.end ?? 0) / RATE).toBeCloseTo(13.1, 1);
    for (const segment of segments) expect(segment.end - segment.start).toBeLessThanOrEqual(15 * RATE);
  });

  it("partitions any samples, however they arrive, with margins of 0.2 s into the neighbours", () => {
    const audio = fc
      .array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 12 * RATE })), { maxLength: 12 })
      .map((parts) => {
        const length = parts.reduce((sum, [, size]) => sum + size, 0);
        const samples = new Int16Array(length);
        let at = 0;
        for (const [level, size] of parts) {
          for (let i = 0; i < size; i++) samples[at + i] = Math.sin(i * 0.7) * level * 70;
          at += size;
        }
        return samples;
      });
    fc.assert(
      fc.property(
        audio,
        fc.array(fc.integer({ min: 1, max: 3 * RATE }), { minLength: 1, maxLength: 4 }),
        fc.constantFrom({ target: 12, max: 15 }, { target: 25, max: 30 }),
        (samples, pieces, options) => {
          const segments = segmentsOf(samples, pieces, options);
          expect(segments).toEqual(segmentsOf(samples, [RATE], options));
          let at = 0;
          for (const [i, segment] of segments.entries()) {
            expect(segment.index).toBe(i);
            expect(segment.start).toBe(at);
            expect(segment.end).toBeGreaterThan(segment.start);
            expect(segment.end - segment.start).toBeLessThanOrEqual(options.max * RATE);
            expect(segment.audioStart).toBe(Math.max(0, segment.start - 3200));
            expect(segment.audioEnd).toBe(Math.min(samples.length, segment.end + 3200));
            at = segment.end;
          }
          expect(at).toBe(samples.length);
        },
      ),
      { numRuns: 40 },
    );
  });
});
