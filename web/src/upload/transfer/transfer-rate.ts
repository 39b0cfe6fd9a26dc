/** How fast an upload goes, smoothed, and how long the rest takes. Pure. */

/** What was measured so far. */
export interface TransferRate {
  /** When the measuring began, and when the last part was counted; milliseconds of any clock. */
  since: number;
  at: number;
  /** Bytes sent at that time. */
  bytes: number;
  /** Bytes a second; null before there is enough to tell. */
  perSecond: number | null;
}

/** Parts shorter than this say little: browsers report in bursts. */
const PART_MS = 250;
/** Before this, what went into the system's own buffers would be taken for speed. */
const FIRST_MS = 1000;
/** A change of speed is shown by two thirds after this time. */
const SMOOTH_MS = 4000;

export const beginRate = (bytes: number, now: number): TransferRate => ({
  since: now,
  at: now,
  bytes,
  perSecond: null,
});

/**
 * The rate after `bytes` were sent in all. Less than before (the server had less than the browser thought) begins anew.
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

/** Seconds until all is sent; null if nobody can tell. */
export function secondsLeft(sent: number, size: number, perSecond: number | null): number | null {
  if (perSecond === null || perSecond < 1) return null;
  return Math.max(0, size - sent) / perSecond;
}
