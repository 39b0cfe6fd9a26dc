import { expect, it } from "vitest";
import { MemoryCache } from "../../cache/memory-cache.js";
import { RateLimiter } from "./rate-limiter.js";

it("a rate limiter counts by key in windows, and returns the seconds until the next window", async () => {
  let now = 0;
  const clock = (): number => now;
  const limiter = new RateLimiter(new MemoryCache({ now: clock }), clock);
  const allowance = { limit: 2, seconds: 60 };
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
  now = 20_500;
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(await limiter.take("bob", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 60_000;
  expect(await limiter.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
});

it("rate limiters that share a cache share the counts, and count alone while the cache cannot count", async () => {
  let now = 0;
  const cache = new MemoryCache({ now: () => now });
  const [one, other] = [new RateLimiter(cache, () => now), new RateLimiter(cache, () => now)];
  const allowance = { limit: 2, seconds: 60 };
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 15_000;
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 45 });
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: false });
  const alone = new RateLimiter({ count: () => Promise.resolve(null) });
  for (const allowed of [true, true, false]) expect(await alone.take("ada", allowance)).toMatchObject({ allowed });
});

it("a rate limiter grants the part of a reservation that the window still allows", async () => {
  const limiter = new RateLimiter(new MemoryCache({ now: () => 0 }), () => 0);
  const allowance = { limit: 5, seconds: 60 };
  expect(await limiter.reserve("ada", allowance, 3)).toEqual({ granted: 3, remaining: 2, until: 60_000 });
  expect(await limiter.reserve("ada", allowance, 3)).toEqual({ granted: 2, remaining: 0, until: 60_000 });
  expect(await limiter.reserve("ada", allowance, 3)).toEqual({ granted: 0, remaining: 0, until: 60_000 });
});
