import { expect, it } from "vitest";
import { isOutOfMemory } from "./out-of-memory.js";

it.each([
  ["Failed to allocate memory for requested buffer of size 9609728", true],
  ["terminate called after throwing an instance of 'std::bad_alloc'", true],
  ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", true],
  ["# Fatal JavaScript out of memory: MemoryChunk allocation failed during deserialization.", true],
  ["# Fatal process out of memory: Zone", true],
  ["Aborted(OOM)", true],
  ["RangeError: Array buffer allocation failed", true],
  ["'vocab_size' does not exist in the metadata", false],
  ["", false],
])("isOutOfMemory: %s: %s", (text, expected) => {
  expect(isOutOfMemory(text)).toBe(expected);
});
