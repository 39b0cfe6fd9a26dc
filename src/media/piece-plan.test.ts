import { expect, test } from "vitest";
import { planPieces, type Picture } from "./piece-plan.js";

/** A picture each second, a key every so many. */
const video = (seconds: number, every: number): Picture[] =>
  Array.from({ length: seconds }, (_, time) => ({ time, isKey: time % every === 0 }));

test("pieces begin with key pictures, follow each other, and hold every picture once", () => {
  const pieces = planPieces(video(100, 10), 3);
  expect(pieces.map(({ first, pictures }) => [first, pictures])).toEqual([
    [0, 30],
    [30, 40],
    [70, 30],
  ]);
  expect(pieces.map(({ from, to, seek }) => [from, to, seek])).toEqual([
    [0, 29.5, 0],
    [29.5, 69.5, 20],
    [69.5, null, 60],
  ]);
});

test("a video with few key pictures has few pieces", () => {
  expect(planPieces(video(100, 60), 4).map(({ first }) => first)).toEqual([0, 60]);
  expect(planPieces(video(100, 1000), 4)).toHaveLength(1);
  expect(planPieces(video(1, 1), 4)).toHaveLength(1);
  expect(planPieces(video(3, 1), 1)).toHaveLength(1);
});
