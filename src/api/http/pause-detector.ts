/**
 * Detects that this process did not run for a while: its machine slept, or its container was paused. A request that seems late after it may have come in
 * time, and lie unread in a buffer.
 */

const BEAT_MS = 1000;
/** A beat that is so late was held up by more than a busy process. */
const LATE_MS = 4000;
/** So long after a pause, everything that was waiting has been read. */
const RECENT_MS = 2000;

/**
 * @example
 * const pauses = new PauseDetector();
 * if (pauses.wasPausedJustNow()) return;
 * pauses.stop();
 */
export class PauseDetector {
  readonly #now: () => number;
  readonly #timer: NodeJS.Timeout;
  #last: number;
  #endedAt = -Infinity;

  /** Watches until `stop` is called. @param now milliseconds of a clock that goes on while the process does not run */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#last = now();
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref();
  }

  #beat(): void {
    const at = this.#now();
    if (at - this.#last > LATE_MS) this.#endedAt = at;
    this.#last = at;
  }

  /** Whether a pause ended less than two seconds ago. */
  wasPausedJustNow(): boolean {
    // This call may come before the late beat.
    this.#beat();
    return this.#now() - this.#endedAt < RECENT_MS;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
