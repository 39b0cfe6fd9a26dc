/** Estimates by loudness where somebody speaks, for callers without a voice detector. Pure. */
import { SAMPLE_RATE, type Span } from "../engine.js";

const FRAME_SECONDS = 0.03;
const FRAME = FRAME_SECONDS * SAMPLE_RATE;
/** Speech is at most this much quieter than the loudest frame. */
const RANGE_DB = 35;
/** Quieter sound is not speech but the noise of a sound card. */
const LEAST_DB = -75;
/** Shorter pauses belong to the speech. */
const LEAST_PAUSE = 0.3;

/** Stretches that are loud compared with the loudest part of the piece. [] for silence. */
export function loudSpans(samples: Int16Array): Span[] {
  const levels: number[] = [];
  for (let at = 0; at < samples.length; at += FRAME) {
    const frame = samples.subarray(at, at + FRAME);
    let energy = 0;
    for (const sample of frame) energy += sample * sample;
    levels.push(10 * Math.log10(energy / frame.length / 32_768 ** 2 + 1e-12));
  }
  const threshold = Math.max(LEAST_DB, levels.reduce((most, level) => Math.max(most, level), -Infinity) - RANGE_DB);
  const seconds = samples.length / SAMPLE_RATE;
  const spans: Span[] = [];
  for (const [i, level] of levels.entries()) {
    if (level < threshold) continue;
    const start = i * FRAME_SECONDS;
    const end = Math.min(seconds, start + FRAME_SECONDS);
    const last = spans.at(-1);
    if (last && start - last.end < LEAST_PAUSE) last.end = end;
    else spans.push({ start, end });
  }
  return spans;
}
