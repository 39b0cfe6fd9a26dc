import { expect, it } from "vitest";
import { fitsToLast, fittingRun, largestThatFits } from "./fitting-words.js";
import type { AlignedWord } from "./grammar.js";

const words = (count: number, frames: number, perFrame: number): AlignedWord[] =>
  Array.from({ length: count }, () => ["word", 0, frames - 1, perFrame * frames]);

it("the words before invented ones are found, however many were invented", () => {
  expect(fittingRun([...words(10, 40, -20), ...words(30, 10, -150)])).toEqual([0, 10]);
});

it("so are the words after invented ones, and those between", () => {
  expect(fittingRun([...words(20, 10, -150), ...words(10, 40, -20)])).toEqual([20, 30]);
  expect(fittingRun([...words(4, 10, -150), ...words(10, 40, -20), ...words(4, 10, -150)])).toEqual([4, 14]);
});

it("a single word that fits badly does not end a run, and pauses are not counted", () => {
  const pause: AlignedWord = ["<sil>", 0, 99, -500];
  expect(
    fittingRun([...words(5, 40, -20), pause, ...words(1, 20, -60), ...words(5, 40, -20), ...words(9, 9, -150)]),
  ).toEqual([0, 11]);
});

it("a few words that fit by chance are not found", () => {
  expect(fittingRun([...words(6, 30, -70), ...words(3, 30, -30), ...words(6, 30, -70)])).toBeNull();
  expect(fittingRun(words(12, 30, -70))).toBeNull();
  expect(fittingRun([])).toBeNull();
});

it("a text fits to its last word if the end does, though a word before it was misheard", () => {
  const misheard = words(1, 40, -150);
  expect(fitsToLast([...words(6, 40, -20), ...misheard, ...words(2, 30, -20)])).toBe(true);
  expect(fitsToLast([...words(6, 40, -20), ...misheard])).toBe(false);
  expect(fitsToLast([...words(20, 40, -20), ...words(6, 10, -90)])).toBe(false);
  expect(fitsToLast(words(6, 40, -80))).toBe(false);
  expect(fitsToLast([])).toBe(false);
});

it("the largest number that fits is found with few questions", async () => {
  for (const [least, most] of [
    [0, 0],
    [5, 5],
    [3, 40],
    [0, 1],
  ] as const) {
    for (let limit = least; limit <= most; limit++) {
      let questions = 0;
      const found = await largestThatFits(least, most, (count) => {
        questions += 1;
        return Promise.resolve(count <= limit);
      });
      expect(found).toBe(limit);
      expect(questions).toBeLessThanOrEqual(6);
    }
  }
});
