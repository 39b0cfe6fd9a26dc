/** Finds silence: levels of 10 ms frames, and runs of frames below a threshold that adapts to the audio. Pure. */

/** 10 ms at 16 kHz. */
export const FRAME_SAMPLES = 160;

/** A run of silent frames, `[start, end)`. */
export interface Silence {
  start: number;
  end: number;
}

/** A shorter run is the closure of a consonant and not a pause. */
const SHORTEST_SILENCE = 10;
/** With less contrast (dB) between quiet and loud, nothing counts as silence: the audio is noise or a held tone. */
const LEAST_CONTRAST = 6;

/** Level of a frame in dB relative to one least significant bit: 0 is digital silence, about 90 full scale. */
export function frameLevel(samples: Int16Array): number {
  let energy = 0;
  for (const sample of samples) energy += sample * sample;
  return 10 * Math.log10(energy / samples.length + 1);
}

/** The level of the quietest stretch of `frames` frames. */
function quietestLevel(levels: readonly number[], frames: number): number {
  let sum = 0;
  let least = Infinity;
  for (const [i, level] of levels.entries()) {
    sum += level - (i >= frames ? (levels[i - frames] ?? 0) : 0);
    if (i >= frames - 1) least = Math.min(least, sum / frames);
  }
  return least === Infinity ? 0 : least;
}

/**
 * Runs of at least 100 ms below a threshold, which lies a quarter of the way (in dB) from the quietest 100 ms of the
 * audio to its loud level (95th percentile). A noisy hall has silences as a studio has, one short pause in fluent
 * speech is found, and a stretch of only silence is one silence.
 */
export function findSilences(levels: readonly number[]): Silence[] {
  const sorted = [...levels].sort((a, b) => a - b);
  const quiet = quietestLevel(levels, SHORTEST_SILENCE);
  const loud = sorted[Math.floor(0.95 * sorted.length)] ?? 0;
  const silences: Silence[] = [];
  const threshold =
    loud - quiet < LEAST_CONTRAST ? (loud < LEAST_CONTRAST ? Infinity : -1) : quiet + (loud - quiet) / 4;
  let start = -1;
  for (let i = 0; i <= levels.length; i++) {
    const silent = i < levels.length && (levels[i] ?? 0) <= threshold;
    if (silent && start < 0) start = i;
    if (!silent && start >= 0) {
      if (i - start >= SHORTEST_SILENCE) silences.push({ start, end: i });
      start = -1;
    }
  }
  return silences;
}

/** The frame in `[from, to]` with the quietest 200 ms around it: the place to cut speech without pauses. */
export function quietestFrame(levels: readonly number[], from: number, to: number): number {
  const half = 10;
  let best = to;
  let bestSum = Infinity;
  for (let at = from; at <= to; at++) {
    let sum = 0;
    for (let i = at - half; i < at + half; i++) sum += levels[i] ?? 0;
    if (sum < bestSum) {
      bestSum = sum;
      best = at;
    }
  }
  return best;
}
