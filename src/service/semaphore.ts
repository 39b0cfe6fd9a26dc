/** Bounds how much of something runs at once. */

/**
 * @example
 * const ffmpegs = new Semaphore(2);
 * await ffmpegs.run(() => stillPicture(info, { time: 5, width: 320 }), signal);
 */
export class Semaphore {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(slots: number) {
    this.#free = slots;
  }

  /** Runs work when there is a slot, in the order of the calls. Rejects with the signal's reason if it is aborted before. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((go, refuse) => {
      const begin = (): void => {
        signal?.removeEventListener("abort", leave);
        go();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(begin), 1);
        refuse(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
      };
      this.#waiting.push(begin);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}
