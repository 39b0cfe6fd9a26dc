import { getEventListeners } from "node:events";
import { expect, it } from "vitest";
import { onAbort } from "./on-abort.js";

it("adds one listener to a signal for all callbacks, and removes it after the last one", () => {
  const abort = new AbortController();
  const called: number[] = [];
  const forget = Array.from({ length: 20 }, (_, i) => onAbort(abort.signal, () => called.push(i)));
  expect(getEventListeners(abort.signal, "abort").length).toBe(1);
  for (const one of forget.slice(2)) one();
  abort.abort();
  expect(called).toEqual([0, 1]);
  expect(getEventListeners(abort.signal, "abort").length).toBe(0);
  for (const one of forget) one();

  const other = new AbortController();
  onAbort(other.signal, () => undefined)();
  expect(getEventListeners(other.signal, "abort").length).toBe(0);
  const again = onAbort(other.signal, () => called.push(2));
  other.abort();
  again();
  expect(called).toEqual([0, 1, 2]);
});
