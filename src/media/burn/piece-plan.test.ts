import { expect, test } from "vitest";
import { encoderTick, piecesWanted, planPieces, type Picture } from "./piece-plan.js";

/** One picture per second, with a key picture at every `every`th. */
const video = (seconds: number, every: number, bytes = 1): Picture[] =>
  Array.from({ length: seconds }, (_, time) => ({ time, isKey: time % every === 0, bytes }));

test("pieces begin with key pictures, are consecutive, and contain every picture once", () => {
  const pieces = planPieces(video(100, 10), 3);
  expect(pieces.map(({ first, seconds, pictures }) => [first, seconds, pictures])).toEqual([
    [0, 30, 30],
    [30, 40, 40],
    [70, 29, 30],
  ]);
  expect(pieces.map(({ from, to }) => [from, to])).toEqual([
    [0, 29.5],
    [29.5, 69.5],
    [69.5, null],
  ]);
});

test("a piece is read from the key before it to the key after that of the next piece", () => {
  const pieces = planPieces(video(100, 10), 3);
  expect(pieces.map(({ seek, until, bytes }) => [seek, until, bytes])).toEqual([
    [0, 40, 40],
    [20, 80, 60],
    [60, null, 40],
  ]);
});

test("a video with few key pictures has few pieces", () => {
  expect(planPieces(video(100, 60), 4).map(({ first }) => first)).toEqual([0, 60]);
  expect(planPieces(video(100, 1000), 4)).toHaveLength(1);
  expect(planPieces(video(1, 1), 4)).toHaveLength(1);
  expect(planPieces(video(3, 1), 1)).toHaveLength(1);
  expect(planPieces([], 4)).toHaveLength(1);
});

test("a long video has at least two pieces per worker, and none is long or large", () => {
  expect(piecesWanted(video(101, 10), 2)).toBe(5);
  expect(piecesWanted(video(101, 10), 4)).toBe(8);
  expect(piecesWanted(video(6, 1), 8)).toBe(2);
  expect(piecesWanted(video(1, 1), 8)).toBe(1);
  expect(piecesWanted([], 8)).toBe(1);
  expect(piecesWanted(video(3601, 10), 2)).toBe(180);
  expect(piecesWanted(video(101, 10, 10 * 2 ** 20), 2)).toBe(32);
});

test("the encoder's clock is that of the rate if the pictures keep to it", () => {
  const at = (times: number[]): Picture[] => times.map((time) => ({ time, isKey: true, bytes: 1 }));
  const milliseconds = Array.from({ length: 100 }, (_, i) => Math.round((i * 1001) / 30) / 1000);
  expect(encoderTick(at(milliseconds), "30000/1001")).toBe("1001:30000");
  expect(encoderTick(at([1.5, 1.54, 1.7]), "25/1")).toBe("1:25");
  expect(encoderTick(at([0, 0.04, 0.06]), "25/1")).toBe("1:90000");
  expect(encoderTick(at([0, 0.04, 0.041]), "25/1")).toBe("1:90000");
  expect(encoderTick(at([0, 0.04]), "0/0")).toBe("1:90000");
});
