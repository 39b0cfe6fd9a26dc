/** Results that wait for the coordinator, or the coordinator that waits for a result. */
import type { Arrival } from "./transport.js";

/** A queue with one reader: `next` resolves with the oldest arrival, or rejects once `fail` was called. */
export class Arrivals {
  readonly #queue: Arrival[] = [];
  #waiter: { resolve: (arrival: Arrival) => void; reject: (error: unknown) => void } | null = null;
  #failure: { error: unknown } | null = null;

  push(arrival: Arrival): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter) waiter.resolve(arrival);
    else this.#queue.push(arrival);
  }

  /** Nothing more will come, for this reason. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiter?.reject(error);
    this.#waiter = null;
  }

  next(): Promise<Arrival> {
    const arrival = this.#queue.shift();
    if (arrival) return Promise.resolve(arrival);
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#waiter) return Promise.reject(new Error("next() is already being waited for"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }
}
