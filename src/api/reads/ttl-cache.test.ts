import { expect, it } from "vitest";
import { Recent } from "./ttl-cache.js";

it("keeps what was read for less than a second, counted from before the reading", async () => {
  let now = 0;
  const recent = new Recent<string>(() => now);
  const read = recent.read("key", async () => {
    now = 400;
    return Promise.resolve("a");
  });
  expect(await read).toBe("a");
  now = 999;
  expect(recent.get("key")).toBe("a");
  now = 1000;
  expect(recent.get("key")).toBeUndefined();
});

it("keeps nothing where there was nothing, and nothing that was read from before something was forgotten", async () => {
  const recent = new Recent<string>(() => 0);
  expect(await recent.read("none", () => Promise.resolve(null))).toBeNull();
  expect(recent.get("none")).toBeUndefined();
  let answer: (value: string) => void = () => undefined;
  const slow = recent.read("key", () => new Promise<string>((resolve) => (answer = resolve)));
  recent.forget("key");
  answer("from before");
  expect(await slow).toBe("from before");
  expect(recent.get("key")).toBeUndefined();
  await recent.read("key", () => Promise.resolve("after"));
  expect(recent.get("key")).toBe("after");
  recent.forgetAll();
  expect(recent.get("key")).toBeUndefined();
});
