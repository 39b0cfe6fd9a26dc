/** The one way in which tests wait for a condition. */
import { setTimeout as sleep } from "node:timers/promises";
import { patience } from "./pace.js";

export interface WaitOptions {
  /** What a quiet machine needs at the very most, in milliseconds; the limit is `patience` of it. Default 40 000. */
  readonly ms?: number;
  /** Milliseconds between two looks. */
  readonly every?: number;
  /** What is waited for, for the message; by default the condition's own source. */
  readonly what?: string;
  /** What was seen last, for the message; by default what the condition gave last. */
  readonly seen?: () => unknown;
}

/**
 * Resolves when a condition holds, with the milliseconds that it took. Rejects when it does not hold in time, with the
 * last state that was seen; what the condition throws is thrown at once.
 *
 * @example await until(async () => (await jobOf(id)).status === "completed", { seen: () => server.stderr() });
 */
export async function until(
  holds: () => unknown,
  { ms = 40_000, every = 50, what, seen }: WaitOptions = {},
): Promise<number> {
  const begun = performance.now();
  const limit = patience(ms);
  for (;;) {
    const last = await holds();
    const took = performance.now() - begun;
    if (last) return took;
    if (took > limit) {
      const state = seen ? seen() : last;
      throw new Error(
        `waited ${limit} ms for: ${what ?? holds.toString()}; last seen: ${typeof state === "string" ? state : JSON.stringify(state)}`,
      );
    }
    await sleep(every);
  }
}
