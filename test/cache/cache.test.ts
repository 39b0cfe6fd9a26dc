import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cache } from "../../src/cache/cache.js";
import { MemoryCache } from "../../src/cache/memory-cache.js";
import { RedisCache } from "../../src/cache/redis-cache.js";
import {
  knowsOthers,
  PASSWORD,
  redisMissing,
  startRedis,
  startSentinel,
  type RedisServer,
} from "../support/cache/redis-server.js";
import { expectWithin, patience } from "../support/pace.js";
import { until } from "../support/until.js";

const POLL = { timeout: patience(30_000), interval: 50 };

/** Tests of the contract, for every cache. */
function cacheSuite(open: () => Cache): void {
  let cache: Cache;
  beforeAll(async () => {
    cache = open();
    await until(() => cache.isAlive());
  });
  afterAll(() => cache.close());

  it("removes all keys with a prefix, and no others", async () => {
    const [prefix, other] = [`${randomUUID()}:`, randomUUID()];
    const keys = Array.from({ length: 50 }, (_, i) => `${prefix}${i}`);
    for (const key of [...keys, other]) await cache.set(key, "value", 60);
    await cache.clear(prefix);
    for (const key of keys) expect(await cache.get(key)).toBeNull();
    expect(await cache.get(other)).toBe("value");
  });

  it("returns the last value of a key", async () => {
    const key = randomUUID();
    expect(await cache.get(key)).toBeNull();
    await cache.set(key, "one", 60);
    await cache.set(key, "two", 60);
    expect(await cache.get(key)).toBe("two");
  });

  it("counts concurrent calls once each, within a window", async () => {
    const key = randomUUID();
    const counts = await Promise.all(Array.from({ length: 20 }, () => cache.count(key, 60, 1)));
    expect(counts.map((one) => one?.count).toSorted((a = 0, b = 0) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
    for (const one of counts) expect(one?.secondsLeft).toBeGreaterThan(50);
  });
}

describe("the cache in memory", () => {
  cacheSuite(() => new MemoryCache());

  it("drops expired entries, and the least recently used ones if there is no room", async () => {
    let now = 0;
    const cache = new MemoryCache({ now: () => now, sizeMost: 25 });
    await cache.set("old", "x", 10);
    await cache.count("counted", 10, 1);
    now = 10_001;
    expect([await cache.get("old"), (await cache.count("counted", 10, 1)).count]).toEqual([null, 1]);
    for (const key of ["a", "b", "c"]) await cache.set(key, "123456789", 60);
    expect(await cache.get("a")).toBeNull();
    await cache.get("b");
    await cache.set("d", "123456789", 60);
    expect([await cache.get("b"), await cache.get("c")]).toEqual(["123456789", null]);
  });
});

const missing = redisMissing();

describe("the cache in Redis", () => {
  if (missing !== null) {
    it("works", ({ skip }) => skip(missing));
    return;
  }
  let server: RedisServer;
  const options = () => ({
    url: `redis://127.0.0.1:${server.port}`,
    sentinels: [],
    masterName: "mymaster",
    password: PASSWORD,
  });
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  cacheSuite(() => new RedisCache(options()));

  it("ends a count with its window even if Redis's clock was set back", async () => {
    const cache = new RedisCache(options());
    await expect.poll(() => cache.isAlive(), POLL).toBe(true);
    await cache.count("of an hour ago", 60, 1);
    server.say(["EXPIRE", "sister:of an hour ago", "3660"]);
    expect(await cache.count("of an hour ago", 60, 1)).toEqual({ count: 2, secondsLeft: 60 });
    expect(Number(server.say(["TTL", "sister:of an hour ago"]).trim())).toBeLessThanOrEqual(60);
    await cache.close();
  });

  it("has nothing, and keeps nobody waiting, while Redis is away", async () => {
    const other = await startRedis();
    const notes: string[] = [];
    const cache = new RedisCache({
      ...options(),
      url: `redis://127.0.0.1:${other.port}`,
      note: (message) => notes.push(message),
    });
    await expect.poll(() => cache.isAlive(), POLL).toBe(true);
    await cache.set("key", "value", 60);
    await other.kill();
    const began = performance.now();
    for (let i = 0; i < 100; i++) {
      expect(await cache.get("key")).toBeNull();
      expect(await cache.count("key", 60, 1)).toBeNull();
      await cache.set("key", "value", 60);
    }
    // A single command that waits for Redis would take longer than all of these.
    expect(performance.now() - began).toBeLessThan(patience(10_000));
    expect(notes).toEqual([expect.stringMatching(/^Redis is away/)]);
    await cache.close();
    await other.stop();
  });
});

describe("a cache in Redis with three Sentinels", () => {
  if (missing !== null) {
    it("works", ({ skip }) => skip(missing));
    return;
  }

  it("is there again within 15 s of its primary's death", async () => {
    const primary = await startRedis();
    const servers = [primary, await startRedis(primary.port)];
    const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(primary.port)));
    servers.push(...sentinels);
    const cache = new RedisCache({
      url: null,
      sentinels: sentinels.map(({ port }) => `127.0.0.1:${port}`),
      masterName: "mymaster",
      password: PASSWORD,
    });
    try {
      const keeps = async (): Promise<string | null> => {
        const value = randomUUID();
        await cache.set("key", value, 60);
        return (await cache.get("key")) === value ? "kept" : null;
      };
      await expect.poll(keeps, POLL).toBe("kept");
      // Sentinels find each other and the replica through the primary: before that none can take over.
      await expect.poll(() => sentinels.every(({ port }) => knowsOthers(port)), POLL).toBe(true);
      await primary.kill();
      const took = await until(async () => (await keeps()) === "kept", { every: 100 });
      expectWithin("the cache is back after its primary's death", took, 15_000);
    } finally {
      await cache.close();
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
});
