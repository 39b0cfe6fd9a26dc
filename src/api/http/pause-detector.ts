/** Whether this process stood still: its machine slept, its container was paused. What seems late then may have come in time, and lie here unread. */

const BEAT_MS = 1000;
/** A beat that is so late was held up by more than a busy process. */
const LATE_MS = 4000;
/** So long after it, what waits is read. */
const AFTER_MS = 2000;

export interface Standstill {
  /** Whether it did a moment ago. */
  wasJustNow(): boolean;
  end(): void;
}

/** Watches from now on. */
export function watchStandstill(now: () => number = () => performance.now()): Standstill {
  let last = now();
  let endedAt = -Infinity;
  const beat = (): void => {
    const at = now();
    if (at - last > LATE_MS) endedAt = at;
    last = at;
  };
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  return {
    wasJustNow: () => {
      // Whoever asks may be earlier than the beat that is late.
      beat();
      return now() - endedAt < AFTER_MS;
    },
    end: () => clearInterval(timer),
  };
}
