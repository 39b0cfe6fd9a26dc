/** How much a stretch of audio is amplified before its voice is looked for: Silero loses speech that is quiet. Pure. */
import { WINDOW_SAMPLES } from "./block-detector.js";

/** The peak that a stretch is brought to, of full scale (-3 dBFS). */
const PEAK = 0.7;
/** No stretch is amplified by more (40 dB): the noise of an empty room stays noise. */
const MOST = 100;

/** Names these settings in a detector's id. */
export const GAIN_ID = "peak-3 most40";

/** The factor for the windows `[from, to)` of samples: at least 1. */
export function gainOf(samples: Int16Array, from: number, to: number): number {
  let peak = 0;
  for (const sample of samples.subarray(from * WINDOW_SAMPLES, to * WINDOW_SAMPLES)) {
    peak = Math.max(peak, Math.abs(sample));
  }
  return Math.max(1, Math.min(MOST, (PEAK * 32_768) / Math.max(1, peak)));
}
