/** Waiting in a worker thread so that `worker.terminate()` ends it: Node.js can end JavaScript at any moment, but no call of the library. */
import { isMainThread } from "node:worker_threads";

/** Whether this thread is one that can be terminated. */
export const isTerminable = !isMainThread;

/** Milliseconds of asking without a pause; most answers of a neighbour come within it. */
const SPIN_MS = 0.2;
const PAUSE_MS = { first: 0.05, most: 1 };

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Asks until there is an answer. Blocks the thread. */
export function pollUntil<T>(ask: () => T | null): T {
  const spinning = performance.now() + SPIN_MS;
  let pause: number = PAUSE_MS.first;
  for (;;) {
    const answer = ask();
    if (answer !== null) return answer;
    if (performance.now() < spinning) continue;
    Atomics.wait(nobody, 0, 0, pause);
    pause = Math.min(PAUSE_MS.most, pause * 2);
  }
}
