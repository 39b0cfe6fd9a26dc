import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { RunningHashes } from "./running-hashes.js";

const bytes = (text: string): Uint8Array => Buffer.from(text);
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

it("the hash of an upload is known if all its bytes passed in order", () => {
  const hashes = new RunningHashes();
  hashes.add("a", 0, bytes("one "));
  hashes.add("b", 0, bytes("other"));
  hashes.add("a", 4, bytes("two"));
  expect(hashes.of("a", 7)).toBe(sha256("one two"));
  expect(hashes.of("a", 7)).toBe(sha256("one two"));
  expect(hashes.of("a", 8)).toBeNull();
  hashes.add("a", 0, bytes("anew"));
  expect(hashes.of("a", 4)).toBe(sha256("anew"));
  hashes.forget("a");
  expect(hashes.of("a", 4)).toBeNull();
});

it("the hash of an upload is unknown if another server received a part of it", () => {
  const hashes = new RunningHashes();
  hashes.add("a", 5, bytes("end"));
  expect(hashes.of("a", 8)).toBeNull();
  hashes.add("b", 0, bytes("one "));
  hashes.add("b", 8, bytes("three"));
  expect(hashes.of("b", 13)).toBeNull();
  expect(hashes.of("b", 9)).toBeNull();
});

it("the upload that was used longest ago is forgotten when there are more than 1000", () => {
  const hashes = new RunningHashes();
  for (let i = 0; i <= 1000; i++) hashes.add(`${i}`, 0, bytes("x"));
  expect([hashes.of("0", 1), hashes.of("1", 1)]).toEqual([null, sha256("x")]);
});
