import { expect, it } from "vitest";
import { TtlCache } from "./ttl-cache.js";

it("a TTL cache keeps a value for less than a second, counted from before its load", async () => {
  let now = 0;
  const cache = new TtlCache<string>(() => now);
  const loaded = cache.load("key", async () => {
    now = 400;
    return Promise.resolve("a");
  });
  expect(await loaded).toBe("a");
  now = 999;
  expect(cache.get("key")).toBe("a");
  expect(await cache.getOrLoad("key", () => Promise.resolve("b"))).toBe("a");
  now = 1000;
  expect(cache.get("key")).toBeUndefined();
  expect(await cache.getOrLoad("key", () => Promise.resolve("b"))).toBe("b");
});

it("a TTL cache keeps no null, and no value whose load began before a deletion", async () => {
  const cache = new TtlCache<string>(() => 0);
  expect(await cache.load("none", () => Promise.resolve(null))).toBeNull();
  expect(cache.get("none")).toBeUndefined();
  let answer: (value: string) => void = () => undefined;
  const slow = cache.load("key", () => new Promise<string>((resolve) => (answer = resolve)));
  cache.delete("key");
  answer("from before");
  expect(await slow).toBe("from before");
  expect(cache.get("key")).toBeUndefined();
  await cache.load("key", () => Promise.resolve("after"));
  expect(cache.get("key")).toBe("after");
  cache.clear();
  expect(cache.get("key")).toBeUndefined();
});
