/** Writes with a lease, one after the other. */

/**
 * Runs writes in the order of the calls, without making the caller wait. After a write failed, `lost` is aborted: the
 * lease is over, or the database cannot be written, so the work must stop.
 *
 * @example
 * const writes = new WriteQueue();
 * writes.add(() => writeCues(database, lease, cues));
 * await writes.settled();
 */
export class WriteQueue {
  readonly #lost = new AbortController();
  #last: Promise<void> = Promise.resolve();

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  add(write: () => Promise<void>): void {
    this.#last = this.#last.then(write).catch((error: unknown) => this.lose(error));
  }

  /** Aborts `lost` with an error from elsewhere. */
  lose(error: unknown): void {
    this.#lost.abort(error);
  }

  /** Resolves when all writes so far are done. Rejects if one of them failed. */
  async settled(): Promise<void> {
    await this.#last;
    this.#lost.signal.throwIfAborted();
  }
}
