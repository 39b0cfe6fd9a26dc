import { expect, it } from "vitest";
import { MemoryCache } from "../cache/memory-cache.js";
import { MemoryRateLimiter, SharedRateLimiter } from "./rate-limiter.js";

it("counts by key, in windows, and says when the next begins", async () => {
  let now = 0;
  const limiter = new MemoryRateLimiter(() => now);
  const allowance = { limit: 2, seconds: 60 };
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
  now = 20_500;
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(await limiter.take("ada", allowance)).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(await limiter.take("bob", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 60_000;
  expect(await limiter.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
});

it("counts for all servers that share a cache, and alone while that cannot count", async () => {
  let now = 0;
  const cache = new MemoryCache({ now: () => now });
  const [one, other] = [new SharedRateLimiter(cache), new SharedRateLimiter(cache)];
  const allowance = { limit: 2, seconds: 60 };
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 15_000;
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 45 });
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: false });
  const alone = new SharedRateLimiter({ count: () => Promise.resolve(null) });
  for (const allowed of [true, true, false]) expect(await alone.take("ada", allowance)).toMatchObject({ allowed });
});
