/** A cache for values that were read less than a second ago, for readers that may see what is so old. */
import { LRUCache } from "lru-cache";

const TTL_MS = 1000;
/** How many values are kept; the least recently used go first. */
const VALUES_MOST = 10_000;

/**
 * @example
 * const owners = new TtlCache<string>();
 * const owner = await owners.getOrLoad(key, () => readOwner(key));
 */
export class TtlCache<Value> {
  // Without the library's own `ttl`: it keeps a value for a full second, and takes a reading at time 0 for one without a time.
  readonly #values = new LRUCache<string, { value: Value; readAt: number }>({ max: VALUES_MOST });
  readonly #now: () => number;
  /** How often something was deleted. */
  #deletions = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  get(key: string): Value | undefined {
    const entry = this.#values.get(key);
    return entry && this.#now() - entry.readAt < TTL_MS ? entry.value : undefined;
  }

  /**
   * The cached value, or the loaded one, which is then cached; null is not cached. The second begins before the load does. If anything is deleted during
   * the load, the value is not cached: it may have been read before the change that the deletion announced.
   */
  async getOrLoad(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    return this.get(key) ?? this.load(key, load);
  }

  /** The same, without a look at what is cached. */
  async load(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    const [readAt, deletions] = [this.#now(), this.#deletions];
    const value = await load();
    if (value !== null && deletions === this.#deletions) this.#values.set(key, { value, readAt });
    return value;
  }

  delete(key: string): void {
    this.#values.delete(key);
    this.#deletions += 1;
  }

  clear(): void {
    this.#values.clear();
    this.#deletions += 1;
  }
}
