/** Limits how much work runs at once. */
import { setMaxListeners } from "node:events";

/**
 * @example
 * const ffmpegs = new Semaphore(2);
 * await ffmpegs.run(() => stillPicture(info, { time: 5, width: 320 }), signal);
 */
export class Semaphore {
  #free: number;
  /** What waits, by owner. The owner whose turn is next comes first. */
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(slots: number) {
    this.#free = slots;
  }

  /**
   * Runs work when a slot is free. Owners take turns, and each owner's work runs in the order of the calls. Rejects
   * with the signal's reason if it is aborted before the work begins.
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

  /** How many calls of an owner wait. */
  waiting(owner: string): number {
    return this.#waiting.get(owner)?.length ?? 0;
  }

  #next(): (() => void) | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    const [owner, queue] = first;
    const next = queue.shift();
    // The other owners come before its next call.
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
      // Of one signal any number may wait: Node would warn of a leak.
      if (signal) setMaxListeners(Infinity, signal);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }
}
