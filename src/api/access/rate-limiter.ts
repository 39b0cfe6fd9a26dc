/**
 * Counts requests by key in fixed windows.
 *
 * By hand and not by rate-limiter-flexible, because (1) the counts go through the `Cache` contract, so that all of Redis stays behind one module;
 * (2) status reads take many requests at once, of which a part may be granted (fast-status/request-shares.ts); (3) its RateLimiterRedis keeps a count for
 * hours after Redis's clock was set back, which RedisCache repairs; (4) its memory limiter has no clock that a test can set.
 */
import type { Cache } from "../../cache/cache.js";
import { MemoryCache } from "../../cache/memory-cache.js";

export interface Allowance {
  /** How many requests a window allows. */
  limit: number;
  /** Length of the window. */
  seconds: number;
}

export interface RateLimitState {
  allowed: boolean;
  limit: number;
  /** How many requests are left in this window. */
  remaining: number;
  /** Seconds until the next window begins, at least 1. */
  resetSeconds: number;
}

/** Requests that were counted ahead of time. */
export interface Reservation {
  /** How many of the wanted requests the window allows. */
  granted: number;
  /** How many requests are left after them. */
  remaining: number;
  /** When the window ends, by the limiter's clock. */
  until: number;
}

/** Characters of keys and counts: more than 20,000 owners. */
const FALLBACK_SIZE_MOST = 1 << 20;

/**
 * Servers that share a cache share the counts. While the cache cannot count (Redis is away), each server counts alone.
 *
 * @example
 * const limiter = new RateLimiter(cache);
 * await limiter.take("requests ada", { limit: 600, seconds: 60 }); // { allowed: true, limit: 600, remaining: 599, resetSeconds: 60 }
 */
export class RateLimiter {
  readonly #cache: Pick<Cache, "count">;
  readonly #now: () => number;
  readonly #fallback: MemoryCache;

  constructor(cache: Pick<Cache, "count">, now: () => number = Date.now) {
    this.#cache = cache;
    this.#now = now;
    this.#fallback = new MemoryCache({ now, sizeMost: FALLBACK_SIZE_MOST });
  }

  /** Counts one request. */
  async take(key: string, allowance: Allowance): Promise<RateLimitState> {
    const { granted, remaining, until } = await this.reserve(key, allowance, 1);
    return { allowed: granted > 0, limit: allowance.limit, remaining, resetSeconds: this.secondsUntil(until) };
  }

  /** Counts `wanted` requests at once, and grants those of them that the window still allows. */
  async reserve(key: string, { limit, seconds }: Allowance, wanted: number): Promise<Reservation> {
    const counted =
      (await this.#cache.count(`rate:${key}`, seconds, wanted)) ?? (await this.#fallback.count(key, seconds, wanted));
    const { count, secondsLeft } = counted;
    return {
      granted: Math.min(wanted, Math.max(0, limit - (count - wanted))),
      remaining: Math.max(0, limit - count),
      until: this.#now() + secondsLeft * 1000,
    };
  }

  /** Whether a window that ends at `until` has ended. */
  hasEnded(until: number): boolean {
    return until <= this.#now();
  }

  /** Whole seconds until a window ends, at least 1. */
  secondsUntil(until: number): number {
    return Math.max(1, Math.ceil((until - this.#now()) / 1000));
  }
}
