import { expect, test } from "vitest";
import { Semaphore } from "./semaphore.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test("a semaphore runs as much work at once as it has slots, the rest in order, and drops work that is aborted while it waits", async () => {
  const semaphore = new Semaphore(2);
  const began: number[] = [];
  const ends: (() => void)[] = [];
  const start = (n: number, signal?: AbortSignal): Promise<number> =>
    semaphore.run(async () => {
      began.push(n);
      await new Promise<void>((resolve) => ends.push(resolve));
      return n;
    }, signal);
  const stop = new AbortController();
  const runs = [start(1), start(2), start(3, stop.signal), start(4), start(5)];
  const third = expect(runs[2]).rejects.toThrow("left");
  await turn();
  expect(began).toEqual([1, 2]);
  stop.abort(new Error("left"));
  await third;
  ends[1]?.();
  await turn();
  expect(began).toEqual([1, 2, 4]);
  ends[0]?.();
  await turn();
  expect(began).toEqual([1, 2, 4, 5]);
  for (const end of ends) end();
  expect(await Promise.all([runs[0], runs[1], runs[3], runs[4]])).toEqual([1, 2, 4, 5]);
  await expect(start(6, stop.signal)).rejects.toThrow("left");
});

test("a semaphore frees the slot of work that fails", async () => {
  const semaphore = new Semaphore(1);
  await expect(semaphore.run(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await semaphore.run(() => Promise.resolve(1))).toBe(1);
});

test("a semaphore lets owners take turns, however much work one of them has", async () => {
  const slots = new Semaphore(1);
  const order: string[] = [];
  const note = (owner: string) => slots.run(() => Promise.resolve(void order.push(owner)), undefined, owner);
  await Promise.all(["ada", "ada", "ada", "ada", "bob", "eve", "bob"].map(note));
  expect(order).toEqual(["ada", "ada", "bob", "eve", "ada", "bob", "ada"]);
});
