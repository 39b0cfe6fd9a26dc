/** The speed of a job and its remaining time, computed from samples of its progress. Pure: the time is a parameter. */

/** A sample: time in milliseconds, and finished seconds of the video. */
interface Sample {
  at: number;
  done: number;
}

export interface Pace {
  samples: readonly Sample[];
  /** Smoothed estimate of the end, as a time in milliseconds; null while it is unknown. */
  endAt: number | null;
}

export const NO_PACE: Pace = { samples: [], endAt: null };

/** The speed is measured over this time, in milliseconds. Over less it would jump, since segments end one by one. */
const WINDOW = 45_000;
/** The shortest time over which a speed is meaningful, in milliseconds. */
const SPAN_LEAST = 2500;
/** Weight of a new estimate in the smoothed one. */
const WEIGHT = 0.3;

/** Adds a sample of a video of `duration` seconds. If less is done than before, the job began again. */
export function paceAfter(pace: Pace, { at, done }: Sample, duration: number): Pace {
  const last = pace.samples.at(-1);
  if (last && done < last.done) return { samples: [{ at, done }], endAt: null };
  if (last && at <= last.at) return pace;
  const samples = withinWindow([...pace.samples, { at, done }], at);
  const speed = speedOf(samples, at);
  if (speed === null || speed <= 0) return { samples, endAt: pace.endAt };
  const endAt = at + ((duration - done) / speed) * 1000;
  return { samples, endAt: pace.endAt === null ? endAt : pace.endAt + WEIGHT * (endAt - pace.endAt) };
}

/** Drops samples before the window, except for the last one: it marks the window's start. */
function withinWindow(samples: readonly Sample[], at: number): readonly Sample[] {
  const first = samples.findLastIndex((sample) => sample.at <= at - WINDOW);
  return samples.slice(Math.max(0, first));
}

function speedOf(samples: readonly Sample[], at: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || at - first.at < SPAN_LEAST) return null;
  return (last.done - first.done) / ((at - first.at) / 1000);
}

/**
 * Seconds of video per second at a time; null while it is unknown.
 *
 * @example
 * speedAt({ samples: [{ at: 0, done: 0 }, { at: 5000, done: 60 }], endAt: null }, 5000); // 12
 */
export function speedAt({ samples }: Pace, at: number): number | null {
  const speed = speedOf(samples, at);
  return speed === null || speed <= 0 ? null : speed;
}

/** Seconds until the end, rounded so that the figure does not jump; null while it is unknown. */
export function timeLeftAt({ endAt }: Pace, at: number): number | null {
  if (endAt === null) return null;
  const left = (endAt - at) / 1000;
  // It takes longer than estimated, and there is no other figure.
  if (left < 1) return 1;
  const step = left < 10 ? 1 : left < 60 ? 5 : left < 600 ? 15 : left < 3600 ? 60 : 300;
  return Math.max(1, Math.round(left / step) * step);
}
