/** Results that wait for a reader, or the reader that waits for a result. */

/**
 * A queue with one reader: `next` resolves with the oldest arrival, or rejects once `fail` was called.
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

  /** Nothing more will come, for this reason. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#waiter?.reject(error);
    this.#waiter = null;
  }

  /** Rejects where another call still waits: there is one reader. */
  next(): Promise<T> {
    if (this.#queue.length > 0) return Promise.resolve(this.#queue.shift() as T);
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#waiter) return Promise.reject(new Error("next() is already being waited for"));
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }
}
