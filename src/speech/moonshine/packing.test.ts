import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SAMPLE_RATE, type Span } from "../engine.js";
import { cutInTwo, pack, tidySpans } from "./packing.js";

/** A tone in the spans of `voice`, silence elsewhere. */
function speech(seconds: number, voice: readonly Span[], loudness = 0.1): Int16Array {
  const samples = new Int16Array(seconds * SAMPLE_RATE);
  for (const { start, end } of voice)
    for (let i = Math.round(start * SAMPLE_RATE); i < end * SAMPLE_RATE; i++)
      samples[i] = 32_767 * loudness * Math.sin(i / 5);
  return samples;
}
const peakOf = (samples: Float32Array): number => samples.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const spans = fc
  .array(fc.tuple(fc.double({ min: -5, max: 70, noNaN: true }), fc.double({ min: 0, max: 40, noNaN: true })))
  .map((list) => list.map(([start, length]): Span => ({ start, end: start + length })));

describe("pack", () => {
  it("removes the pauses and leaves 0.2 s around each stretch", () => {
    const voice = [
      { start: 1, end: 2 },
      { start: 6, end: 8 },
    ];
    const [part, ...others] = pack(speech(10, voice), voice);
    expect(others).toEqual([]);
    expect(part?.samples.length).toBe((1.4 + 2.4) * SAMPLE_RATE);
    expect(part?.stretches.map(({ at, from, length }) => [at, from, length].map((n) => n / SAMPLE_RATE))).toEqual([
      [0, 0.8, 1.4],
      [1.4, 5.8, 2.4],
    ]);
  });

  it("divides a short pause between the stretches around it", () => {
    const voice = [
      { start: 1, end: 2 },
      { start: 2.2, end: 3 },
    ];
    const [part] = pack(speech(4, voice), voice);
    expect(part?.samples.length).toBe(2.4 * SAMPLE_RATE);
  });

  it("raises quiet and loud speech to the same peak and removes a constant offset", () => {
    const voice = [{ start: 0, end: 2 }];
    for (const loudness of [0.001, 0.01, 0.3, 1]) {
      const [part] = pack(speech(2, voice, loudness), voice);
      expect(peakOf(part?.samples ?? new Float32Array())).toBeCloseTo(10 ** (-3 / 20), 1);
    }
    const shifted = speech(2, voice, 0.01).map((sample) => sample + 5000);
    const [part] = pack(shifted, voice);
    expect(peakOf(part?.samples ?? new Float32Array())).toBeCloseTo(10 ** (-3 / 20), 1);
  });

  it("raises a quiet speaker by at most 20 dB more than a loud one beside them", () => {
    const voice = [
      { start: 0, end: 1 },
      { start: 3, end: 4 },
    ];
    const samples = speech(5, voice, 0.5);
    const quieter = (factor: number): number => {
      const both = samples.map((sample, i) => (i > 2 * SAMPLE_RATE ? sample / factor : sample));
      const [part] = pack(both, voice);
      return peakOf(part?.samples.subarray(1.3 * SAMPLE_RATE) ?? new Float32Array());
    };
    expect(quieter(8)).toBeCloseTo(10 ** (-3 / 20), 1);
    expect(quieter(100)).toBeCloseTo(10 ** (-3 / 20) / 10, 2);
  });

  it("returns nothing without voice and for digital silence", () => {
    const whole = [{ start: 0, end: 5 }];
    expect(pack(speech(5, whole), [])).toEqual([]);
    expect(pack(new Int16Array(5 * SAMPLE_RATE), whole)).toEqual([]);
    expect(pack(new Int16Array(5 * SAMPLE_RATE).fill(3000), whole)).toEqual([]);
    expect(pack(new Int16Array(), whole)).toEqual([]);
  });

  it("cuts four minutes without a pause into parts of at most 28 s without losing samples", () => {
    const voice = [{ start: 0, end: 240 }];
    const samples = speech(240, voice);
    const parts = pack(samples, voice);
    expect(Math.max(...parts.map((part) => part.samples.length))).toBeLessThanOrEqual(28 * SAMPLE_RATE);
    expect(parts.reduce((sum, part) => sum + part.samples.length, 0)).toBe(samples.length);
  });

  it("maps every packed sample back to its place, for any spans", () => {
    fc.assert(
      fc.property(spans, (voice) => {
        const samples = Int16Array.from({ length: 60 * 160 }, (_, i) => 1000 + (i % 3));
        let next = 0;
        for (const part of pack(samples, voice)) {
          let at = 0;
          for (const stretch of part.stretches) {
            expect(stretch.at).toBe(at);
            expect(stretch.from).toBeGreaterThanOrEqual(next);
            at += stretch.length;
            next = stretch.from + stretch.length;
            expect(stretch.voice.end).toBeGreaterThanOrEqual(stretch.voice.start);
          }
          expect(at).toBe(part.samples.length);
          expect(next).toBeLessThanOrEqual(samples.length);
        }
      }),
    );
  });
});

describe("tidySpans", () => {
  it("returns spans in order, inside the piece and without overlaps", () => {
    fc.assert(
      fc.property(spans, (voice) => {
        let last = 0;
        for (const { start, end } of tidySpans(voice, 30)) {
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(30);
          last = end;
        }
      }),
    );
    expect(tidySpans([{ start: Number.NaN, end: 3 }], 30)).toEqual([]);
  });
});

describe("cutInTwo", () => {
  it("cuts at the pause nearest to the middle", () => {
    const voice = [
      { start: 0, end: 3 },
      { start: 5, end: 9 },
      { start: 12, end: 14.5 },
    ];
    const samples = speech(15, voice);
    const halves = pack(samples, voice).flatMap((part) => cutInTwo(part, samples));
    expect(halves.map((half) => half.stretches.map((stretch) => stretch.voice.start))).toEqual([[0], [5, 12]]);
    expect(halves[1]?.stretches[0]?.at).toBe(0);
  });

  it("cuts at the quietest place if there is no pause", () => {
    const voice = [{ start: 0, end: 10 }];
    const samples = speech(10, voice);
    samples.fill(0, 6 * SAMPLE_RATE, 6.1 * SAMPLE_RATE);
    const halves = pack(samples, voice).flatMap((part) => cutInTwo(part, samples));
    expect(halves.map((half) => half.samples.length / SAMPLE_RATE)).toEqual([
      expect.closeTo(6.05, 1),
      expect.closeTo(3.95, 1),
    ]);
  });

  it("does not cut parts under two seconds", () => {
    const voice = [{ start: 0, end: 1.5 }];
    const samples = speech(1.5, voice);
    expect(pack(samples, voice).flatMap((part) => cutInTwo(part, samples))).toEqual([]);
  });
});
