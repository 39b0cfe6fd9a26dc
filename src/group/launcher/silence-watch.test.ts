import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchSilence } from "./silence-watch.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("allows more silence before the first heartbeat than after it, and calls back once", () => {
  const heard: number[] = [];
  const watch = watchSilence(1, (_rank, seconds) => heard.push(seconds), { first: 10, next: 3 });
  vi.advanceTimersByTime(9500);
  expect(heard).toEqual([]);
  watch.heard(0);
  vi.advanceTimersByTime(2000);
  watch.heard(0);
  vi.advanceTimersByTime(2000);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([3]);
});

it("does not call back after it was stopped", () => {
  const heard: number[] = [];
  watchSilence(1, (_rank, seconds) => heard.push(seconds), { first: 2, next: 2 }).stop();
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
});

it("notices one silent rank of several", () => {
  const silent: number[] = [];
  const watch = watchSilence(3, (rank) => silent.push(rank), { first: 10, next: 3 });
  for (let second = 0; second < 8; second++) {
    for (const rank of [0, 2]) watch.heard(rank);
    if (second < 4) watch.heard(1);
    vi.advanceTimersByTime(1000);
  }
  expect(silent).toEqual([1]);
});

it("uses the short limit for all ranks after a message in which all had a part", () => {
  const silent: number[] = [];
  const watch = watchSilence(2, (rank) => silent.push(rank), { first: 100, next: 3 });
  watch.heardAll();
  vi.advanceTimersByTime(3500);
  expect(silent).toEqual([0]);
});
