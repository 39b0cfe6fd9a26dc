/** Notices a process group that says nothing any more: a rank that is stopped, or an mpirun that hangs, ends no pipe and closes no socket. */

/** Before the first word, hosts are reached by ssh and programs loaded from slow disks; after it, a word comes every second. */
const SECONDS = { first: 120, next: 20 };

export interface SilenceWatch {
  /** Something was heard. */
  heard(): void;
  stop(): void;
}

/**
 * Calls back once, with the seconds, when nothing was heard for too long. Counts ticks of its own and not the clock: after a machine slept, the
 * group gets its time again.
 */
export function watchSilence(onSilence: (seconds: number) => void, { first, next } = SECONDS): SilenceWatch {
  let ticks = 0;
  let limit = first;
  const timer = setInterval(() => {
    ticks += 1;
    if (ticks < limit) return;
    clearInterval(timer);
    onSilence(limit);
  }, 1000);
  timer.unref();
  return {
    heard: () => {
      ticks = 0;
      limit = next;
    },
    stop: () => clearInterval(timer),
  };
}
