/** How often somebody may ask: a contract, and its forms: in one server's memory, and in a cache that several share. */
import type { Cache } from "../../cache/cache.js";

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
  take(key: string, allowance: Allowance): Taken | Promise<Taken>;
  /** The same, where nobody has to be asked and it is allowed; null, and nothing is counted, where not. */
  takeNow(key: string, allowance: Allowance): Taken | null;
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

  take(key: string, { limit, seconds }: Allowance): Taken {
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
    return { allowed, limit, remaining: limit - window.used, resetSeconds };
  }

  takeNow(key: string, allowance: Allowance): Taken | null {
    const taken = this.take(key, allowance);
    return taken.allowed ? taken : null;
  }

  #forget(now: number): void {
    for (const [key, { until }] of this.#windows) if (until <= now) this.#windows.delete(key);
  }
}

/** The share of what is left that a server takes at once: what it does not use is nobody's, so it is small. */
const AT_ONCE = 1 / 1000;

/** What a server took at once from the window that all count in. */
interface Share {
  /** Taken, and not used yet. */
  spare: number;
  /** Left for all when it was taken. */
  left: number;
  until: number;
}

/**
 * Of all servers that share a cache, and of this server alone while that cannot count. The cache is asked for each request; where thousands are left, for
 * a thousandth of them at once.
 */
export class SharedRateLimiter implements RateLimiter {
  readonly #cache: Pick<Cache, "count">;
  readonly #now: () => number;
  readonly #alone: MemoryRateLimiter;
  readonly #shares = new Map<string, Share>();

  constructor(cache: Pick<Cache, "count">, now: () => number = Date.now) {
    this.#cache = cache;
    this.#now = now;
    this.#alone = new MemoryRateLimiter(now);
  }

  take(key: string, allowance: Allowance): Taken | Promise<Taken> {
    const taken = this.takeNow(key, allowance);
    if (taken) return taken;
    const left = this.#shareOf(key)?.left ?? allowance.limit;
    return this.#share(key, allowance, Math.max(1, Math.floor(left * AT_ONCE)));
  }

  takeNow(key: string, { limit }: Allowance): Taken | null {
    const share = this.#shareOf(key);
    if (!share || share.spare === 0) return null;
    share.spare -= 1;
    return this.#taken(share, limit);
  }

  /** Of the window that is now. */
  #shareOf(key: string): Share | undefined {
    const share = this.#shares.get(key);
    return share && share.until > this.#now() ? share : undefined;
  }

  /** Takes so many of the window that all count in, and one of them. */
  async #share(key: string, allowance: Allowance, more: number): Promise<Taken> {
    const { limit, seconds } = allowance;
    const counted = await this.#cache.count(`rate:${key}`, seconds, more);
    if (!counted) return this.#alone.take(key, allowance);
    const { count, secondsLeft } = counted;
    const until = this.#now() + secondsLeft * 1000;
    const got = Math.min(more, limit - (count - more));
    if (got <= 0) return { allowed: false, limit, remaining: 0, resetSeconds: this.#reset(until) };
    const fresh = { spare: got - 1, left: Math.max(0, limit - count), until };
    if (more > 1) this.#keep(key, fresh);
    else this.#shares.delete(key);
    return this.#taken(fresh, limit);
  }

  #keep(key: string, fresh: Share): void {
    if (this.#shares.size >= KEYS_MOST)
      for (const [old, { until }] of this.#shares) if (until <= this.#now()) this.#shares.delete(old);
    // Of two who asked at the same time each brings his own.
    const before = this.#shares.get(key);
    if (before && before.until > this.#now()) fresh.spare += before.spare;
    this.#shares.set(key, fresh);
  }

  #taken({ spare, left, until }: Share, limit: number): Taken {
    return { allowed: true, limit, remaining: left + spare, resetSeconds: this.#reset(until) };
  }

  #reset(until: number): number {
    return Math.max(1, Math.ceil((until - this.#now()) / 1000));
  }
}
