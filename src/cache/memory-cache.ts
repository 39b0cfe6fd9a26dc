/** The cache of one process alone. */
import type { Cache } from "./cache.js";

/** Characters of keys and values together, about the bytes that they take. */
const SIZE_MOST = 32 << 20;

interface Entry {
  value: string;
  until: number;
}

export class MemoryCache implements Cache {
  readonly kind = "memory";
  readonly problem = null;
  /** The one that was used least lately first. */
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #sizeMost: number;
  #size = 0;

  constructor({ now = Date.now, sizeMost = SIZE_MOST }: { now?: () => number; sizeMost?: number } = {}) {
    this.#now = now;
    this.#sizeMost = sizeMost;
  }

  #take(key: string): Entry | null {
    const entry = this.#entries.get(key);
    if (!entry) return null;
    this.#entries.delete(key);
    this.#size -= key.length + entry.value.length;
    return entry.until > this.#now() ? entry : null;
  }

  #put(key: string, entry: Entry): void {
    this.#entries.set(key, entry);
    this.#size += key.length + entry.value.length;
    for (const [oldest] of this.#entries) {
      if (this.#size <= this.#sizeMost) return;
      this.#take(oldest);
    }
  }

  get(key: string): Promise<string | null> {
    const entry = this.#take(key);
    if (entry) this.#put(key, entry);
    return Promise.resolve(entry?.value ?? null);
  }

  set(key: string, value: string, seconds: number): Promise<void> {
    this.#take(key);
    this.#put(key, { value, until: this.#now() + seconds * 1000 });
    return Promise.resolve();
  }

  count(key: string, seconds: number, more: number): Promise<{ count: number; secondsLeft: number }> {
    const known = this.#take(key);
    const count = Number(known?.value ?? 0) + more;
    const until = known?.until ?? this.#now() + seconds * 1000;
    this.#put(key, { value: String(count), until });
    return Promise.resolve({ count, secondsLeft: Math.max(0, (until - this.#now()) / 1000) });
  }

  clear(prefix: string): Promise<void> {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.#take(key);
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
