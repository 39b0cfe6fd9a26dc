/** Notices a rank that says nothing any more: one that is stopped, or an mpirun that hangs, ends no pipe and closes no socket. */

/** Before the first word, hosts are reached by ssh and programs loaded from slow disks; after it, a word comes every second. */
const SECONDS = { first: 120, next: 20 };

export interface SilenceWatch {
  /** Something was heard of a rank. */
  heard(rank: number): void;
  /** Something was heard that all ranks had a part in. */
  heardAll(): void;
  stop(): void;
}

/**
 * Calls back once, with rank and seconds, when nothing was heard of one of so many ranks for too long. Counts ticks of its own and not the clock: after a
 * machine slept, the group gets its time again.
 */
export function watchSilence(
  ranks: number,
  onSilence: (rank: number, seconds: number) => void,
  { first, next } = SECONDS,
): SilenceWatch {
  const ticks = new Array<number>(ranks).fill(0);
  const limits = new Array<number>(ranks).fill(first);
  const timer = setInterval(() => {
    for (let rank = 0; rank < ranks; rank++) {
      const limit = limits[rank] ?? next;
      if ((ticks[rank] = (ticks[rank] ?? 0) + 1) < limit) continue;
      clearInterval(timer);
      onSilence(rank, limit);
      return;
    }
  }, 1000);
  timer.unref();
  return {
    heard: (rank) => {
      ticks[rank] = 0;
      limits[rank] = next;
    },
    heardAll: () => {
      ticks.fill(0);
      limits.fill(next);
    },
    stop: () => clearInterval(timer),
  };
}
