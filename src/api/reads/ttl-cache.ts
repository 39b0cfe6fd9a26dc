/** What was read less than a second ago: for those who may see what is so old, it is not read again. */

/** Nothing is older, in milliseconds. */
const OLDEST_MS = 1000;
/** So many are kept at most, the newest. */
const MOST = 10_000;

/**
 * @example
 * const owners = new Recent<string>();
 * const owner = owners.get(key) ?? (await owners.read(key, () => ask(key)));
 */
export class Recent<Value> {
  /** The oldest first. */
  readonly #kept = new Map<string, { value: Value; readAt: number }>();
  readonly #now: () => number;
  /** How often something was forgotten. */
  #forgotten = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get(key: string): Value | undefined {
    const kept = this.#kept.get(key);
    return kept && this.#now() - kept.readAt < OLDEST_MS ? kept.value : undefined;
  }

  /**
   * Reads and keeps it; null is not kept. Its second begins before the reading does. Nor is it kept where something was forgotten meanwhile: it may be
   * what was read from before that.
   */
  async read(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    const [readAt, forgotten] = [this.#now(), this.#forgotten];
    const value = await load();
    if (value !== null && forgotten === this.#forgotten) {
      this.#kept.delete(key);
      this.#kept.set(key, { value, readAt });
      this.#prune();
    }
    return value;
  }

  forget(key: string): void {
    this.#kept.delete(key);
    this.#forgotten += 1;
  }

  forgetAll(): void {
    this.#kept.clear();
    this.#forgotten += 1;
  }

  #prune(): void {
    for (const [key, { readAt }] of this.#kept) {
      if (this.#kept.size <= MOST && this.#now() - readAt < OLDEST_MS) return;
      this.#kept.delete(key);
    }
  }
}
