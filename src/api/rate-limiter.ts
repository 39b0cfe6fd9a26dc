/** How often somebody may ask: a contract, and its forms: in one server's memory, and in a cache that several share. */
import type { Cache } from "../cache/cache.js";

export interface Allowance {
  /** So many in a window. */
  limit: number;
  /** Length of the window. */
  seconds: number;
}

export interface Taken {
  allowed: boolean;
  limit: number;
  /** What is left in this window. */
  remaining: number;
  /** Until the next window. */
  resetSeconds: number;
}

/** Servers that share one count the same requests. */
export interface RateLimiter {
  /** Counts one under a key, unless it would be over the limit. */
  take(key: string, allowance: Allowance): Promise<Taken>;
}

interface Window {
  used: number;
  until: number;
}

/** So many keys are kept before those of past windows are thrown away. */
const KEYS_MOST = 10_000;

/** Of this server alone: with several, each has its own count. */
export class MemoryRateLimiter implements RateLimiter {
  readonly #windows = new Map<string, Window>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  take(key: string, { limit, seconds }: Allowance): Promise<Taken> {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (!window || window.until <= now) {
      if (this.#windows.size >= KEYS_MOST) this.#forget(now);
      window = { used: 0, until: now + seconds * 1000 };
      this.#windows.set(key, window);
    }
    const allowed = window.used < limit;
    if (allowed) window.used += 1;
    const resetSeconds = Math.max(1, Math.ceil((window.until - now) / 1000));
    return Promise.resolve({ allowed, limit, remaining: limit - window.used, resetSeconds });
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key);
  }
}

/** Of all servers that share a cache, and of this server alone while that cannot count. */
export class SharedRateLimiter implements RateLimiter {
  readonly #cache: Pick<Cache, "count">;
  readonly #alone = new MemoryRateLimiter();

  constructor(cache: Pick<Cache, "count">) {
    this.#cache = cache;
  }

  async take(key: string, allowance: Allowance): Promise<Taken> {
    const { limit, seconds } = allowance;
    const counted = await this.#cache.count(`rate:${key}`, seconds);
    if (!counted) return this.#alone.take(key, allowance);
    const { count, secondsLeft } = counted;
    const remaining = Math.max(0, limit - count);
    return { allowed: count <= limit, limit, remaining, resetSeconds: Math.max(1, Math.ceil(secondsLeft)) };
  }
}
