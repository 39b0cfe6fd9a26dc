import { expect, it } from "vitest";
import type { AlignedWord } from "./grammar.js";
import { isDoubtful, isPlausible, movedWords } from "./plausible.js";

const word = (text: string, frames: number, perFrame: number): AlignedWord => [text, 0, frames - 1, perFrame * frames];

it("only words that fit the sound are plausible", () => {
  expect(isPlausible([word("the", 20, -15), word("house", 40, -30)])).toBe(true);
  expect(isPlausible([word("the", 20, -80), word("house", 40, -75)])).toBe(false);
  expect(isPlausible([])).toBe(false);
});

it("pauses do not count", () => {
  expect(isPlausible([word("<sil>", 500, -1), word("house", 40, -75)])).toBe(false);
  expect(isPlausible([word("<sil>", 500, -1)])).toBe(false);
});

it("one word that does not fit is doubtful, but the whole stays plausible", () => {
  const aligned = [word("the", 40, -15), word("orchestra", 20, -130), word("house", 40, -20)];
  expect(isPlausible(aligned)).toBe(true);
  expect(aligned.map(isDoubtful)).toEqual([false, true, false]);
});

it("a word that lasts longer than people speak it is doubtful", () => {
  expect(isDoubtful(word("a", 60, -10))).toBe(false);
  expect(isDoubtful(word("a", 100, -10))).toBe(true);
  expect(isDoubtful(word("kubernetes(2)", 150, -10))).toBe(false);
  expect(isDoubtful(word("kubernetes", 500, -10))).toBe(true);
});

it("words that were moved over a second of other words are doubtful; in noise only if they fit worse than the rest", () => {
  const right = Array.from({ length: 12 }, () => word("river", 30, -14));
  const moved = [word("the", 50, -70), word("house", 60, -50)];
  expect([...movedWords([...right, ...moved])]).toEqual(expect.arrayContaining(moved));
  expect(movedWords(right).size).toBe(0);
  expect(movedWords([...right, word("the", 20, -90), word("house", 90, -15)]).size).toBe(0);
  expect(movedWords(Array.from({ length: 12 }, () => word("river", 30, -45))).size).toBe(0);
});
