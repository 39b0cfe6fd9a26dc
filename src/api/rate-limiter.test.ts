import { expect, it } from "vitest";
import { MemoryRateLimiter } from "./rate-limiter.js";

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
