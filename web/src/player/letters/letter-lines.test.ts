import { expect, test } from "vitest";
import { linesOf } from "./letter-lines.js";

const byLength = (text: string): number => text.length;

test("a line that fits is not broken", () => {
  expect(linesOf("one two", byLength, 8)).toEqual(["one two"]);
});

test("two lines have similar widths", () => {
  expect(linesOf("aaaa bbbb cccc dddd eeee", byLength, 21)).toEqual(["aaaa bbbb cccc", "dddd eeee"]);
  expect(linesOf("to be or not to be", byLength, 12)).toEqual(["to be or", "not to be"]);
});

test("a third line gets words of the second", () => {
  expect(linesOf("aa bb cc dd ee ff gg hh ii", byLength, 12)).toEqual(["aa bb cc dd", "ee ff gg", "hh ii"]);
});

test("a word that is too long is not cut", () => {
  expect(linesOf("abcdefghij kl", byLength, 5)).toEqual(["abcdefghij", "kl"]);
});
