/** Moves the edges of cues to shot changes that are near. Pure. */
import { nearest } from "./check.js";

/** Times of a cue, and how long readers need for it. In milliseconds. */
export interface SnappedCue {
  readonly start: number;
  readonly end: number;
  readonly needed: number;
}

/** The norms of times, in milliseconds. */
export interface SnapNorms {
  readonly shortest: number;
  readonly longest: number;
  /** Gap between the end of a cue and a shot change. */
  readonly gap: number;
  /** A pause between cues is at least this long, or 0 if they may touch. */
  readonly leastPause: number;
  readonly mayTouch: boolean;
  /** How near a shot change has to be. */
  readonly shotSnap: number;
}

/**
 * New times for cues in order: a cue starts with a shot change that is near its start, and ends just before one that is near its end. An edge
 * stays where it is if the move would break another norm. Of two cues that follow one another closely, both edges move.
 *
 * @param shots in order
 */
export function snapToShots(
  cues: readonly SnappedCue[],
  norms: SnapNorms,
  shots: readonly number[],
): { start: number; end: number }[] {
  const { gap, leastPause, mayTouch, shotSnap } = norms;
  const between = mayTouch ? 0 : leastPause;
  const times = cues.map(({ start, end }) => ({ start, end }));
  const isPause = (pause: number): boolean => pause >= leastPause || (mayTouch && pause === 0);
  const isShown = (i: number, start: number, end: number): boolean => {
    const cue = cues[i] as SnappedCue;
    // A cue that is too fast or too short already gets no worse.
    const least = Math.min(cue.needed, cue.end - cue.start);
    return end - start >= least && end - start <= Math.max(norms.longest, cue.end - cue.start);
  };
  for (const [i, time] of times.entries()) {
    const before = times[i - 1];
    const next = times[i + 1];
    const shotIn = nearest(shots, time.start);
    if (shotIn !== undefined && Math.abs(shotIn - time.start) <= shotSnap && isShown(i, shotIn, time.end)) {
      if (!before || isPause(shotIn - before.end)) time.start = shotIn;
      else if (isShown(i - 1, before.start, shotIn - between)) {
        before.end = shotIn - between;
        time.start = shotIn;
      }
    }
    const shotOut = nearest(shots, time.end);
    const out = (shotOut ?? 0) - gap;
    if (shotOut === undefined || Math.abs(out - time.end) > shotSnap || !isShown(i, time.start, out)) continue;
    if (!next || isPause(next.start - out)) time.end = out;
  }
  return times;
}
