/**
 * Voice by loudness: what stands out from the quietest of the last seconds. It takes music and sudden noise for voice, and loses nothing
 * that is loud enough to be understood. Pure.
 */
import { CONTEXT_SAMPLES, LEAD_IN_WINDOWS, WINDOW_SAMPLES, type BlockModel } from "./block-detector.js";

/** How far above the floor, in dB, a window counts as voice with even odds. */
const ABOVE_FLOOR = 7;
/** With less than this between quiet and loud (dB) nothing stands out: a steady noise or tone. */
const LEAST_CONTRAST = 8;
/** The share of windows that are quieter than what is taken for the floor. */
const FLOOR_SHARE = 0.1;

/** Level of a window without its slow part (rumble, hum), in dB relative to one least significant bit. */
function level(samples: Int16Array): number {
  let energy = 0;
  for (let i = 1; i < samples.length; i++) {
    const difference = (samples[i] ?? 0) - (samples[i - 1] ?? 0);
    energy += difference * difference;
  }
  return 10 * Math.log10(energy / samples.length + 1);
}

export const ENERGY: BlockModel = {
  id: "energy-1",
  name: "loudness",
  probabilities(samples) {
    const levels: number[] = [];
    for (let at = CONTEXT_SAMPLES; at < samples.length; at += WINDOW_SAMPLES) {
      levels.push(level(samples.subarray(at, at + WINDOW_SAMPLES)));
    }
    // Zeros before the start of the audio, and digital silence, say nothing about the noise of the room.
    const sounding = levels.filter((value) => value > 0).sort((a, b) => a - b);
    const floor = sounding[Math.floor(FLOOR_SHARE * sounding.length)] ?? 0;
    const loud = sounding[Math.floor(0.95 * sounding.length)] ?? 0;
    const own = levels.slice(LEAD_IN_WINDOWS);
    if (loud - floor < LEAST_CONTRAST) {
      // Steady sound alone is noise or a tone; steady sound between stretches of true silence may be a voice without pauses.
      const silent = own.filter((value) => value === 0).length;
      const steady = silent < 0.05 * own.length;
      return Promise.resolve(Float32Array.from(own, (value) => (!steady && value > 0 ? 0.6 : 0)));
    }
    return Promise.resolve(
      Float32Array.from(own, (value) => (value > 0 ? 1 / (1 + Math.exp((floor + ABOVE_FLOOR - value) / 2)) : 0)),
    );
  },
  close: () => Promise.resolve(),
};
