import { expect, it } from "vitest";
import { MemoryCache } from "../../cache/memory-cache.js";
import { MemoryRateLimiter, SharedRateLimiter } from "./rate-limiter.js";

it("counts by key, in windows, and says when the next begins", async () => {
  let now = 0;
  const limiter = new MemoryRateLimiter(() => now);
  const allowance = { limit: 2, seconds: 60 };
  expect(limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 1, resetSeconds: 60 });
  now = 20_500;
  expect(limiter.take("ada", allowance)).toEqual({ allowed: true, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(limiter.take("ada", allowance)).toEqual({ allowed: false, limit: 2, remaining: 0, resetSeconds: 40 });
  expect(limiter.take("bob", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 60_000;
  expect(limiter.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
});

it("counts for all servers that share a cache, and alone while that cannot count", async () => {
  let now = 0;
  const cache = new MemoryCache({ now: () => now });
  const [one, other] = [new SharedRateLimiter(cache, () => now), new SharedRateLimiter(cache, () => now)];
  const allowance = { limit: 2, seconds: 60 };
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 1 });
  now = 15_000;
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 0, resetSeconds: 45 });
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: false });
  const alone = new SharedRateLimiter({ count: () => Promise.resolve(null) });
  for (const allowed of [true, true, false]) expect(await alone.take("ada", allowance)).toMatchObject({ allowed });
});

it("asks the cache for a thousandth of what is left, where thousands are, and allows no more than the limit", async () => {
  let now = 0;
  let asked = 0;
  const memory = new MemoryCache({ now: () => now });
  const cache = {
    count: (key: string, seconds: number, more: number) => {
      asked += 1;
      return memory.count(key, seconds, more);
    },
  };
  const clock = (): number => now;
  const [one, other] = [new SharedRateLimiter(cache, clock), new SharedRateLimiter(cache, clock)];
  const allowance = { limit: 5000, seconds: 60 };
  expect(await one.take("ada", allowance)).toEqual({ allowed: true, limit: 5000, remaining: 4999, resetSeconds: 60 });
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: true });
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 4998 });
  expect(asked).toBe(2);
  let allowed = 3;
  for (let refused = 0; refused < 2;) {
    const taken = await one.take("ada", allowance);
    if (taken.allowed) allowed += 1;
    else refused += 1;
  }
  // What the other server has taken and not used is its own.
  expect(allowed).toBe(5000 - 4);
  expect(asked).toBeLessThan(3000);
  for (let i = 0; i < 4; i++) expect(await other.take("ada", allowance)).toMatchObject({ allowed: true });
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: false, remaining: 0 });
  now = 60_000;
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 4999 });
});
