import { expect, it } from "vitest";
import type { AlignedWord } from "./grammar.js";
import { isDoubtful, isPlausible, movedWords } from "./plausible.js";

const word = (text: string, frames: number, perFrame: number): AlignedWord => [text, 0, frames - 1, perFrame * frames];

it("words that fit are plausible; words that do not, and no words, are not", () => {
  expect(isPlausible([word("the", 20, -15), word("house", 40, -30)])).toBe(true);
  expect(isPlausible([word("the", 20, -80), word("house", 40, -75)])).toBe(false);
  expect(isPlausible([])).toBe(false);
});

it("pauses count for nothing", () => {
  expect(isPlausible([word("<sil>", 500, -1), word("house", 40, -75)])).toBe(false);
  expect(isPlausible([word("<sil>", 500, -1)])).toBe(false);
});

it("one word that does not fit among others is doubtful, the whole is not", () => {
  const aligned = [word("the", 40, -15), word("orchestra", 20, -130), word("house", 40, -20)];
  expect(isPlausible(aligned)).toBe(true);
  expect(aligned.map(isDoubtful)).toEqual([false, true, false]);
});

it("a word that lasts longer than anybody speaks it is doubtful", () => {
  expect(isDoubtful(word("a", 60, -10))).toBe(false);
  expect(isDoubtful(word("a", 100, -10))).toBe(true);
  expect(isDoubtful(word("kubernetes(2)", 150, -10))).toBe(false);
  expect(isDoubtful(word("kubernetes", 500, -10))).toBe(true);
});

it("words that were moved over a second of other words are doubtful, in noise only where they fit worse than the others", () => {
  const right = Array.from({ length: 12 }, () => word("river", 30, -14));
  const moved = [word("the", 50, -70), word("house", 60, -50)];
  expect([...movedWords([...right, ...moved])]).toEqual(expect.arrayContaining(moved));
  expect(movedWords(right).size).toBe(0);
  expect(movedWords([...right, word("the", 20, -90), word("house", 90, -15)]).size).toBe(0);
  expect(movedWords(Array.from({ length: 12 }, () => word("river", 30, -45))).size).toBe(0);
});
