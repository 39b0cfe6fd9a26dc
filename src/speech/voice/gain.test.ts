import { describe, expect, it } from "vitest";
import { amplified } from "./gain.js";

const SECOND = 16_000;

/** A tone with one amplitude per second. */
function tone(...amplitudes: number[]): Int16Array {
  return Int16Array.from(
    { length: amplitudes.length * SECOND },
    (_, i) => (amplitudes[Math.floor(i / SECOND)] ?? 0) * Math.sin(i / 5),
  );
}

const loudest = (sound: Float32Array, from: number, to: number): number =>
  sound.subarray(from * SECOND, to * SECOND).reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("the gain before voice detection", () => {
  it("raises quiet audio to -3 dBFS, by 40 dB at most, and never lowers loud audio", () => {
    expect(loudest(amplified(tone(1000, 1000, 1000), 0), 0, 3)).toBeCloseTo(0.7, 2);
    expect(loudest(amplified(tone(20, 20, 20), 0), 0, 3)).toBeCloseTo(0.061, 2);
    expect(loudest(amplified(tone(32_000, 32_000), 0), 0, 2)).toBeCloseTo(32_000 / 32_768, 3);
    expect(loudest(amplified(tone(0, 0), 0), 0, 2)).toBe(0);
  });

  it("raises quiet audio after loud audio within two seconds", () => {
    const sound = amplified(tone(30_000, 300, 300, 300, 300, 300, 30_000), 0);
    expect(loudest(sound, 3, 4)).toBeGreaterThan(0.5);
    expect(loudest(sound, 0, 7)).toBeLessThanOrEqual(1);
  });

  it("changes without audible steps", () => {
    const quiet = amplified(
      Int16Array.from({ length: 6 * SECOND }, (_, i) => (i < 3 * SECOND ? 30_000 : 300)),
      64,
    );
    for (let i = 3 * SECOND + 1; i < quiet.length; i++) {
      expect(Math.abs((quiet[i] ?? 0) - (quiet[i - 1] ?? 0))).toBeLessThan(0.01);
    }
  });
});
