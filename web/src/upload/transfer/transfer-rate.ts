/** The smoothed speed of an upload and its remaining time. Pure. */

/** The measurements so far. */
export interface TransferRate {
  /** Start of the measurement and time of the last counted part, in milliseconds of any clock. */
  since: number;
  at: number;
  /** Bytes sent at that time. */
  bytes: number;
  /** Bytes per second; null before there is enough data. */
  perSecond: number | null;
}

/** Shorter parts are not counted, since browsers report in bursts. In milliseconds. */
const PART_MS = 250;
/** Before this time, in milliseconds, the filling of the system's buffers would count as speed. */
const FIRST_MS = 1000;
/** Two thirds of a change of speed are shown after this time, in milliseconds. */
const SMOOTH_MS = 4000;

export const beginRate = (bytes: number, now: number): TransferRate => ({
  since: now,
  at: now,
  bytes,
  perSecond: null,
});

/**
 * The rate after `bytes` were sent in total. If that is less than before, the server had less than the browser assumed,
 * and the measurement restarts.
 *
 * @example
 * nextRate(beginRate(0, 0), 2_000_000, 2000).perSecond; // 1_000_000
 */
export function nextRate(rate: TransferRate, bytes: number, now: number): TransferRate {
  if (bytes < rate.bytes) return { ...beginRate(bytes, now), perSecond: rate.perSecond };
  const ms = now - rate.at;
  const isFirst = rate.perSecond === null;
  if (ms < (isFirst ? FIRST_MS : PART_MS)) return rate;
  const measured = ((bytes - rate.bytes) * 1000) / ms;
  const weight = 1 - Math.exp(-ms / SMOOTH_MS);
  const perSecond = rate.perSecond === null ? measured : rate.perSecond + (measured - rate.perSecond) * weight;
  return { since: rate.since, at: now, bytes, perSecond };
}

/** Seconds until everything is sent; null if it is unknown. */
export function secondsLeft(sent: number, size: number, perSecond: number | null): number | null {
  if (perSecond === null || perSecond < 1) return null;
  return Math.max(0, size - sent) / perSecond;
}
