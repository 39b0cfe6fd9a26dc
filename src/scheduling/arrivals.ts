/** A queue between a producer and one reader: results that wait, or the reader that waits for one. */

/**
 * `next` resolves with the oldest arrival, or rejects after `fail` was called.
 *
 * @example
 * const arrivals = new Arrivals<string>();
 * const first = arrivals.next();
 * arrivals.push("one");
 * await first; // "one"
 */
export class Arrivals<T> {
  readonly #queue: T[] = [];
  #waiter: { resolve: (arrival: T) => void; reject: (error: unknown) => void } | null = null;
  #failure: { error: unknown } | null = null;

  push(arrival: T): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    if (waiter) waiter.resolve(arrival);
    else this.#queue.push(arrival);
  }

  /** No arrival follows, for this reason. Arrivals that wait are still given out. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiter?.reject(error);
    this.#waiter = null;
  }

  /** Rejects if an earlier call still waits: there is one reader. */
  next(): Promise<T> {
    if (this.#queue.length > 0) return Promise.resolve(this.#queue.shift() as T);
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#waiter) return Promise.reject(new Error("an earlier next() has not resolved yet"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }
}
