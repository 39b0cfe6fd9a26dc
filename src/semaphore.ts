/** Bounds how much of something runs at once. */

/**
 * @example
 * const ffmpegs = new Semaphore(2);
 * await ffmpegs.run(() => stillPicture(info, { time: 5, width: 320 }), signal);
 */
export class Semaphore {
  #free: number;
  /** Who waits, by the owner; the owner whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(slots: number) {
    this.#free = slots;
  }

  /**
   * Runs work when there is a slot: the owners who wait in turn, each in the order of its calls. Rejects with the signal's reason if it is aborted before.
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal, owner = ""): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal, owner);
    try {
      return await work();
    } finally {
      const next = this.#next();
      if (next) next();
      else this.#free += 1;
    }
  }

  /** How much of an owner's work waits. */
  waiting(owner: string): number {
    return this.#waiting.get(owner)?.length ?? 0;
  }

  #next(): (() => void) | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    const [owner, queue] = first;
    const next = queue.shift();
    // The others come before its next one.
    this.#waiting.delete(owner);
    if (queue.length > 0) this.#waiting.set(owner, queue);
    return next;
  }

  #wait(signal: AbortSignal | undefined, owner: string): Promise<void> {
    return new Promise((go, refuse) => {
      const queue = this.#waiting.get(owner) ?? [];
      this.#waiting.set(owner, queue);
      const begin = (): void => {
        signal?.removeEventListener("abort", leave);
        go();
      };
      const leave = (): void => {
        queue.splice(queue.indexOf(begin), 1);
        if (queue.length === 0 && this.#waiting.get(owner) === queue) this.#waiting.delete(owner);
        refuse(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
      };
      queue.push(begin);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}
