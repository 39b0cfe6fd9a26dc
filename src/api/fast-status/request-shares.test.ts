import { expect, it } from "vitest";
import { MemoryCache } from "../../cache/memory-cache.js";
import { RateLimiter } from "../access/rate-limiter.js";
import { RequestShares } from "./request-shares.js";

it("servers ask the cache for a thousandth of the remaining requests, and together allow no more than the limit", async () => {
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
  const [one, other] = [
    new RequestShares(new RateLimiter(cache, clock)),
    new RequestShares(new RateLimiter(cache, clock)),
  ];
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
  // The other server still has the four requests that it reserved and did not use.
  expect(allowed).toBe(5000 - 4);
  expect(asked).toBeLessThan(3000);
  for (let i = 0; i < 4; i++) expect(await other.take("ada", allowance)).toMatchObject({ allowed: true });
  expect(await other.take("ada", allowance)).toMatchObject({ allowed: false, remaining: 0 });
  now = 60_000;
  expect(await one.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 4999 });
});

it("a request is allowed at once only if one is reserved", async () => {
  const shares = new RequestShares(new RateLimiter(new MemoryCache({ now: () => 0 }), () => 0));
  const allowance = { limit: 3000, seconds: 60 };
  expect(shares.takeNow("ada", allowance)).toBeNull();
  expect(await shares.take("ada", allowance)).toMatchObject({ allowed: true, remaining: 2999 });
  expect(shares.takeNow("ada", allowance)).toMatchObject({ allowed: true, remaining: 2998 });
  expect(shares.takeNow("bob", allowance)).toBeNull();
});
