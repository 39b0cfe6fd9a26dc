/**
 * Amplifies audio before voice detection, because Silero misses quiet speech, all of it below -60 dBFS. The gain
 * follows the audio slowly, so that quiet speech beside loud sound (a second speaker, dialogue after music) is raised
 * too. Pure.
 */
import { WINDOW_SAMPLES } from "./block-detector.js";

/** The loudest sample within this many windows on both sides (1 s) is raised to the peak. */
const REACH = 32;
/** Gains, in dB, are averaged over this many windows on both sides, so that no step is audible. */
const SMOOTHING = 16;
/** The peak relative to full scale: -3 dBFS. */
const PEAK = 0.7;
/** The largest gain (40 dB): enough for speech at -65 dBFS, while the noise of a quiet room stays noise. */
const MOST = 100;

/** Names these settings in a detector's id. */
export const GAIN_ID = "gain 1 s 40 dB";

/**
 * Returns amplified samples in [-1, 1].
 *
 * @param offset samples before the first whole window; they get the gain of that window
 */
export function amplified(samples: Int16Array, offset: number): Float32Array {
  const gains = smoothed(wantedGains(windowPeaks(samples, offset)));
  const sound = new Float32Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    // The gain is interpolated linearly from the middle of one window to the middle of the next.
    const at = (i - offset - WINDOW_SAMPLES / 2) / WINDOW_SAMPLES;
    const window = Math.max(0, Math.min(gains.length - 1, Math.floor(at)));
    const here = gains[window] ?? 1;
    const next = gains[Math.min(gains.length - 1, window + 1)] ?? here;
    const gain = here + (next - here) * Math.max(0, Math.min(1, at - window));
    sound[i] = Math.max(-1, Math.min(1, ((samples[i] ?? 0) / 32_768) * gain));
  }
  return sound;
}

function windowPeaks(samples: Int16Array, offset: number): Float64Array {
  const peaks = new Float64Array(Math.ceil((samples.length - offset) / WINDOW_SAMPLES));
  for (let i = offset; i < samples.length; i++) {
    const window = Math.floor((i - offset) / WINDOW_SAMPLES);
    peaks[window] = Math.max(peaks[window] ?? 0, Math.abs(samples[i] ?? 0) / 32_768);
  }
  return peaks;
}

/** Gains of at least 1: loud audio stays as it is. */
function wantedGains(peaks: Float64Array): Float64Array {
  return peaks.map((_, i) => {
    const loudest = peaks.subarray(Math.max(0, i - REACH), i + REACH + 1).reduce((a, b) => Math.max(a, b), 0);
    return Math.max(1, Math.min(MOST, PEAK / Math.max(1e-9, loudest)));
  });
}

function smoothed(gains: Float64Array): Float64Array {
  const logs = gains.map(Math.log);
  return logs.map((_, i) => {
    const near = logs.subarray(Math.max(0, i - SMOOTHING), i + SMOOTHING + 1);
    return Math.exp(near.reduce((a, b) => a + b, 0) / near.length);
  });
}
