/**
 * How a worker thread waits so that `worker.terminate()` ends it. Node.js can end JavaScript at any moment, but not a
 * call into the MPI library.
 */
import { isMainThread } from "node:worker_threads";

/** Whether this thread can be terminated. */
export const isTerminable = !isMainThread;

/** Milliseconds of polling without a pause. Most answers of a neighbour arrive within this time. */
const SPIN_MS = 0.2;
const PAUSE_MS = { first: 0.05, most: 1 };

const unchanged = new Int32Array(new SharedArrayBuffer(4));

/** Polls until there is a result. Blocks the thread. */
export function pollUntil<T>(ask: () => T | null): T {
  const spinning = performance.now() + SPIN_MS;
  let pause: number = PAUSE_MS.first;
  for (;;) {
    const answer = ask();
    if (answer !== null) return answer;
    if (performance.now() < spinning) continue;
    Atomics.wait(unchanged, 0, 0, pause);
    pause = Math.min(PAUSE_MS.most, pause * 2);
  }
}
