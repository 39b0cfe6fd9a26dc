/** How often somebody may ask: a contract, and its form in one server's memory. */

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
