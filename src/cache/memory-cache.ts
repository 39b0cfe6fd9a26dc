/** A cache in the memory of one process. */
import { LRUCache } from "lru-cache";
import type { Cache } from "./cache.js";

/** The size of keys and values together, in characters: about the bytes that they take. */
const SIZE_MOST = 32 << 20;

interface Entry {
  value: string;
  /** When it expires, by the cache's clock. */
  until: number;
}

/** If there is no room, the entries that were not used for longest go first. */
export class MemoryCache implements Cache {
  readonly kind = "memory";
  readonly problem = null;
  readonly #entries: LRUCache<string, Entry>;
  readonly #now: () => number;

  constructor({ now = Date.now, sizeMost = SIZE_MOST }: { now?: () => number; sizeMost?: number } = {}) {
    this.#now = now;
    this.#entries = new LRUCache({
      maxSize: sizeMost,
      sizeCalculation: ({ value }, key) => Math.max(1, key.length + value.length),
    });
  }

  #find(key: string): Entry | null {
    const entry = this.#entries.get(key);
    return entry && entry.until > this.#now() ? entry : null;
  }

  get(key: string): Promise<string | null> {
    return Promise.resolve(this.#find(key)?.value ?? null);
  }

  set(key: string, value: string, seconds: number): Promise<void> {
    this.#entries.set(key, { value, until: this.#now() + seconds * 1000 });
    return Promise.resolve();
  }

  count(key: string, seconds: number, more: number): Promise<{ count: number; secondsLeft: number }> {
    const entry = this.#find(key);
    const count = Number(entry?.value ?? 0) + more;
    const until = entry?.until ?? this.#now() + seconds * 1000;
    this.#entries.set(key, { value: String(count), until });
    return Promise.resolve({ count, secondsLeft: Math.max(0, (until - this.#now()) / 1000) });
  }

  clear(prefix: string): Promise<void> {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.#entries.delete(key);
    return Promise.resolve();
  }

  isAlive(): Promise<boolean> {
    return Promise.resolve(true);
  }

  close(): Promise<void> {
    this.#entries.clear();
    return Promise.resolve();
  }
}
