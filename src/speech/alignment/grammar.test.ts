import { expect, it } from "vitest";
import type { Slot } from "./english/slot.js";
import { matchSlots, timesOfTokens, type AlignedWord } from "./grammar.js";

const HUNDREDS: Slot = [
  ["one", "thousand", "nine", "hundred"],
  ["nineteen", "hundred"],
];
const PAID: Slot = [["paid"]];
const DOLLARS: Slot = [["dollars"], ["dollar"]];

it("matchSlots gives each slot the words of the form that was spoken", () => {
  expect(matchSlots([PAID, HUNDREDS, DOLLARS], ["paid", "nineteen", "hundred", "dollars"])).toEqual([
    [0, 1],
    [1, 3],
    [3, 4],
  ]);
});

it("matchSlots lets the rest of the chain decide where an ambiguous slot ends", () => {
  const early: Slot = [["two"], ["two", "thousand"]];
  expect(matchSlots([early, [["thousand"]]], ["two", "thousand"])).toEqual([
    [0, 1],
    [1, 2],
  ]);
  expect(matchSlots([early, [["thousand"]]], ["two", "thousand", "thousand"])?.[0]).toEqual([0, 2]);
});

it("matchSlots returns null for words that do not fit the chain", () => {
  expect(matchSlots([PAID, DOLLARS], ["paid"])).toBeNull();
  expect(matchSlots([PAID], ["paid", "dollars"])).toBeNull();
  expect(matchSlots([PAID], [])).toBeNull();
});

const ALIGNED: AlignedWord[] = [
  ["<sil>", 0, 9, -10],
  ["paid(2)", 10, 29, -100],
  ["[NOISE]", 30, 34, -10],
  ["nineteen", 35, 59, -100],
  ["(NULL)", 59, 59, 0],
  ["hundred(3)", 60, 89, -100],
  ["dollars", 90, 119, -9000],
  ["<sil>", 120, 130, -10],
];

it("a token lasts from its first word to its last, without the pauses around it", () => {
  const tokens = [[PAID], [], [HUNDREDS, DOLLARS]];
  expect(timesOfTokens(tokens, ALIGNED)).toEqual([
    { start: expect.closeTo(0.105, 6) as number, end: expect.closeTo(0.305, 6) as number },
    null,
    { start: expect.closeTo(0.355, 6) as number, end: expect.closeTo(1.205, 6) as number },
  ]);
});

it("a token is doubtful if one of its words is doubtful", () => {
  const times = timesOfTokens([[PAID], [HUNDREDS, DOLLARS]], ALIGNED, ([, , , score]) => score < -5000);
  expect(times.map((time) => time?.doubtful)).toEqual([undefined, true]);
});

it("words that do not fit the chain have no times", () => {
  expect(timesOfTokens([[PAID], [DOLLARS]], [])).toEqual([null, null]);
});
