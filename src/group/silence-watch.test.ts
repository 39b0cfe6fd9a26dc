import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchSilence } from "./silence-watch.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it("is patient before the first word, less so after it, and calls once", () => {
  const heard: number[] = [];
  const watch = watchSilence((seconds) => heard.push(seconds), { first: 10, next: 3 });
  vi.advanceTimersByTime(9500);
  expect(heard).toEqual([]);
  watch.heard();
  vi.advanceTimersByTime(2000);
  watch.heard();
  vi.advanceTimersByTime(2000);
  expect(heard).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([3]);
});

it("says nothing after it was stopped", () => {
  const heard: number[] = [];
  watchSilence((seconds) => heard.push(seconds), { first: 2, next: 2 }).stop();
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual([]);
});
