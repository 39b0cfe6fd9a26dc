/** The workers of a job, computed from its segments. Pure. */
import { workerKey, workerOf, type LiveJob, type Segment, type Worker } from "../live/live-job.js";

export interface WorkerState extends Worker {
  key: string;
  /** Finished segments. */
  done: number;
  /** Present segments, in the order of the video. */
  running: readonly Segment[];
  /** Whether it lost a segment and had none since. */
  isGone: boolean;
}

/** In the order of their ranks. */
export function workersOf({ segments, seenAt, lostAt, handovers }: LiveJob): WorkerState[] {
  const found = new Map<string, { worker: Worker; done: number; running: Segment[] }>();
  const entryOf = (worker: Worker) => {
    const key = workerKey(worker);
    const entry = found.get(key) ?? { worker, done: 0, running: [] };
    found.set(key, entry);
    return entry;
  };
  for (const segment of segments) {
    const worker = workerOf(segment);
    if (!worker) continue;
    const entry = entryOf(worker);
    if (segment.state === "running") entry.running.push(segment);
    else if (segment.state === "done") entry.done += 1;
  }
  // A worker that lost all of its segments is listed, too.
  for (const { from } of handovers) entryOf(from);
  return [...found.entries()]
    .map(([key, { worker, done, running }]) => ({
      ...worker,
      key,
      done,
      running,
      isGone: (lostAt.get(key) ?? 0) > (seenAt.get(key) ?? 0),
    }))
    .sort((a, b) => a.rank - b.rank || (a.host < b.host ? -1 : 1));
}
