/** How fast a job goes and how long it still takes, out of moments at which its progress was seen. Pure: the clock is handed in. */

/** A moment: milliseconds of the clock, and seconds of the video that were done. */
interface Sample {
  at: number;
  done: number;
}

export interface Pace {
  samples: readonly Sample[];
  /** When it is done, by the clock, smoothed; null while nobody can tell. */
  endAt: number | null;
}

export const NO_PACE: Pace = { samples: [], endAt: null };

/** The speed is measured over this time, in milliseconds: segments end one by one, so over less it would jump. */
const WINDOW = 45_000;
/** A speed over less time says nothing. */
const SPAN_LEAST = 2500;
/** Part of a new estimate in the smoothed one. */
const WEIGHT = 0.3;

/** Notes that so many seconds of a video of `duration` seconds are done. Less than before: the job began again. */
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

/** One sample from before the window stays: where it begins. */
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
 * Seconds of video done in a second, at this moment; null while nobody can tell.
 *
 * @example
 * speedAt({ samples: [{ at: 0, done: 0 }, { at: 5000, done: 60 }], endAt: null }, 5000); // 12
 */
export function speedAt({ samples }: Pace, at: number): number | null {
  const speed = speedOf(samples, at);
  return speed === null || speed <= 0 ? null : speed;
}

/** Seconds until it is done, rounded so that it does not jump about; null while nobody can tell. */
export function timeLeftAt({ endAt }: Pace, at: number): number | null {
  if (endAt === null) return null;
  const left = (endAt - at) / 1000;
  // It takes longer than was thought: no other figure is known.
  if (left < 1) return 1;
  const step = left < 10 ? 1 : left < 60 ? 5 : left < 600 ? 15 : left < 3600 ? 60 : 300;
  return Math.max(1, Math.round(left / step) * step);
}
