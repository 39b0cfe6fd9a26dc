/**
 * Finds voice by loudness: sound that stands out from the quietest of the last seconds. It takes music and sudden noise
 * for voice, but misses nothing that is loud enough to be understood. Pure.
 */
import { CONTEXT_SAMPLES, LEAD_IN_WINDOWS, WINDOW_SAMPLES, type BlockModel } from "./block-detector.js";

/** How far above the noise floor, in dB, a window is voice with a probability of one half. */
const ABOVE_FLOOR = 7;
/** Below this contrast between quiet and loud (dB) nothing stands out: the sound is steady noise or a tone. */
const LEAST_CONTRAST = 8;
/** The share of windows that are quieter than the noise floor. */
const FLOOR_SHARE = 0.1;

/** Level of a window without its low frequencies (rumble, hum), in dB relative to one least significant bit. */
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
    // Zeros before the start of the audio and digital silence do not show the noise of the room.
    const sounding = levels.filter((value) => value > 0).sort((a, b) => a - b);
    const floor = sounding[Math.floor(FLOOR_SHARE * sounding.length)] ?? 0;
    const loud = sounding[Math.floor(0.95 * sounding.length)] ?? 0;
    const own = levels.slice(LEAD_IN_WINDOWS);
    if (loud - floor < LEAST_CONTRAST) {
      // Only steady sound is noise or a tone. Steady sound between stretches of true silence may be a voice without
      // pauses.
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
