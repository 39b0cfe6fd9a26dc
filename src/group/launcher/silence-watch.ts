/** Notices a rank whose heartbeats stop: a stopped rank, or an mpirun that hangs, ends no pipe and closes no socket. */

/**
 * Seconds of silence that are allowed. Before the first heartbeat hosts are reached by ssh, and programs are loaded
 * from slow disks; after it a heartbeat comes every second.
 */
const SECONDS = { first: 120, next: 20 };

export interface SilenceWatch {
  /** A rank has sent something. */
  heard(rank: number): void;
  /** Something came that all ranks had a part in. */
  heardAll(): void;
  stop(): void;
}

/**
 * Calls back once, with rank and seconds, when a rank was silent for too long. Counts its own ticks instead of reading
 * the clock: after the machine slept, the group gets its time again.
 *
 * @param ranks number of ranks
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
