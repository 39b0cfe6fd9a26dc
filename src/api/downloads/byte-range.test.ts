import { expect, test } from "vitest";
import { rangeIn } from "./byte-range.js";

test.each([
  [undefined, null],
  ["bytes=0-0", [0, 0]],
  ["bytes=10-19", [10, 19]],
  ["BYTES= 10-", [10, 99]],
  ["bytes=-1", [99, 99]],
  ["bytes=-1000", [0, 99]],
  ["bytes=99-1000", [99, 99]],
  ["bytes=0-99999999999999999999999999", [0, 99]],
  ["bytes=100-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=-00", "unsatisfiable"],
  ["bytes=9-2", null],
  ["bytes=-", null],
  ["bytes=1", null],
  ["bytes=1-2,4-5", null],
  ["bytes=+1-2", null],
  ["lines=1-2", null],
  ["", null],
] as const)("the range %s of 100 bytes", (header, range) => {
  expect(rangeIn(100, header)).toEqual(range);
});

test("an empty content has no satisfiable range", () => {
  expect([rangeIn(0, "bytes=0-"), rangeIn(0, "bytes=-5"), rangeIn(0, undefined)]).toEqual([
    "unsatisfiable",
    "unsatisfiable",
    null,
  ]);
});
