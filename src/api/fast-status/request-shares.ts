/** Rate limits without a question to the cache for each request: part of the fast path of status reads (answer-cached-status.ts). */
import type { Allowance, RateLimiter, RateLimitState } from "../access/rate-limiter.js";

/** How many keys are kept before those of past windows are removed. */
const KEYS_MOST = 10_000;

/** Part of the remaining requests that a server reserves at once. It is small, because no other server can use what this one does not. */
const SHARE = 1 / 1000;

/** Requests that a server has reserved in the window that all servers share. */
interface Share {
  /** Reserved, and not used yet. */
  spare: number;
  /** What was left for all servers after the reservation. */
  left: number;
  until: number;
}

/**
 * A rate limiter that reserves requests ahead of time. Where thousands of requests are left, the cache is asked for a thousandth of them at once; where
 * fewer are left, it is asked for each request. All servers together never allow more than the limit.
 */
export class RequestShares {
  readonly #limiter: RateLimiter;
  readonly #shares = new Map<string, Share>();

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
  }

  /** Counts one request, as `RateLimiter.take` does. */
  async take(key: string, allowance: Allowance): Promise<RateLimitState> {
    const taken = this.takeNow(key, allowance);
    if (taken) return taken;
    const left = this.#shareOf(key)?.left ?? allowance.limit;
    return this.#reserve(key, allowance, Math.max(1, Math.floor(left * SHARE)));
  }

  /** Counts one request if one is reserved; otherwise returns null and counts nothing. */
  takeNow(key: string, { limit }: Allowance): RateLimitState | null {
    const share = this.#shareOf(key);
    if (!share || share.spare === 0) return null;
    share.spare -= 1;
    return this.#stateOf(share, limit);
  }

  /** The share of the current window. */
  #shareOf(key: string): Share | undefined {
    const share = this.#shares.get(key);
    return share && !this.#limiter.hasEnded(share.until) ? share : undefined;
  }

  async #reserve(key: string, allowance: Allowance, wanted: number): Promise<RateLimitState> {
    const { limit } = allowance;
    const { granted, remaining, until } = await this.#limiter.reserve(key, allowance, wanted);
    if (granted === 0) return { allowed: false, limit, remaining: 0, resetSeconds: this.#limiter.secondsUntil(until) };
    const share = { spare: granted - 1, left: remaining, until };
    if (wanted > 1) this.#keep(key, share);
    else this.#shares.delete(key);
    return this.#stateOf(share, limit);
  }

  #keep(key: string, share: Share): void {
    if (this.#shares.size >= KEYS_MOST)
      for (const [old, { until }] of this.#shares) if (this.#limiter.hasEnded(until)) this.#shares.delete(old);
    // Two requests that came at the same time have both reserved a share.
    const before = this.#shareOf(key);
    if (before) share.spare += before.spare;
    this.#shares.set(key, share);
  }

  #stateOf({ spare, left, until }: Share, limit: number): RateLimitState {
    return { allowed: true, limit, remaining: left + spare, resetSeconds: this.#limiter.secondsUntil(until) };
  }
}
