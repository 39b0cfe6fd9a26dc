import { describe, expect, it } from "vitest";
import { PeakScaler, TOLERATED_PEAK } from "./to-16-bit.js";

/** A tone of `length` samples at 16 kHz. */
const tone = (length: number, peak: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => peak * Math.sin((2 * Math.PI * 440 * i) / 16_000));

function scaled(samples: Float32Array, tolerated: number, piece = samples.length): number[] {
  const scaler = new PeakScaler(tolerated);
  const all: number[] = [];
  for (let at = 0; at < samples.length; at += piece) all.push(...scaler.push(samples.subarray(at, at + piece)));
  return [...all, ...scaler.end()];
}

const peakOf = (samples: readonly number[]): number => Math.max(...samples.map(Math.abs));

describe("PeakScaler", () => {
  it("rounds to the nearest number, halves to even, up to full scale", () => {
    const values = [0, 0.5, 1.5, 2.5, -0.5, -1.5, 1.4999, 32_767, -32_768].map((value) => value / 32_768);
    expect(scaled(Float32Array.from(values), 1)).toEqual([0, 0, 2, 2, 0, -2, 1, 32_767, -32_768].map((v) => v + 0));
  });

  it("scales louder sound by its peak, without clipping", () => {
    for (const peak of [1.5, 16, 4000, 1e9]) {
      const samples = scaled(tone(48_000, peak), TOLERATED_PEAK.stored);
      expect(samples.length).toBe(48_000);
      expect(peakOf(samples)).toBeGreaterThan(32_000);
      expect(samples.filter((value) => Math.abs(value) === 32_768).length).toBeLessThan(200);
    }
  });

  it("clips the overshoot of a lossy decoder, as every player does", () => {
    const samples = scaled(tone(16_000, 1.5), TOLERATED_PEAK.lossy);
    expect(samples.filter((value) => value === 32_767).length).toBeGreaterThan(4000);
  });

  it("lowers only a second around a single extreme sample", () => {
    const samples = tone(96_000, 0.5);
    samples[48_000] = 1e30;
    const result = scaled(samples, TOLERATED_PEAK.stored);
    expect(peakOf(result.slice(0, 16_000))).toBeGreaterThan(16_000);
    expect(peakOf(result.slice(-16_000))).toBeGreaterThan(16_000);
  });

  it("turns samples without a value into silence", () => {
    expect(scaled(Float32Array.of(NaN, Infinity, -Infinity, 0.5), 1)).toEqual([0, 0, 0, 16_384]);
  });

  it("returns the same for pieces of any size", () => {
    const samples = tone(50_001, 3);
    const whole = scaled(samples, 1);
    for (const piece of [1, 999, 4000, 12_345]) expect(scaled(samples, 1, piece)).toEqual(whole);
  });
});
