import { expect, it } from "vitest";
import { SAMPLE_RATE } from "../engine.js";
import { withoutPauses } from "./pauses.js";

/** Every sample is the number of its tenth of a second. */
const piece = (seconds: number): Int16Array =>
  Int16Array.from({ length: seconds * SAMPLE_RATE }, (_, i) => Math.floor((10 * i) / SAMPLE_RATE));

it("long pauses are removed, except for a fifth of a second beside the voice", () => {
  const { samples, unpack } = withoutPauses(piece(20), [
    { start: 2, end: 4 },
    { start: 10, end: 11 },
  ]);
  expect(samples.length / SAMPLE_RATE).toBeCloseTo(2.4 + 1.4, 6);
  expect([samples[0], samples[2.4 * SAMPLE_RATE]]).toEqual([18, 98]);
  expect(unpack({ start: 0.2, end: 1.2 })).toEqual({
    start: expect.closeTo(2, 6) as number,
    end: expect.closeTo(3, 6) as number,
  });
  expect(unpack({ start: 2.6, end: 3 })).toEqual({
    start: expect.closeTo(10, 6) as number,
    end: expect.closeTo(10.4, 6) as number,
  });
});

it("a word across a cut belongs to the side that holds more of it", () => {
  const voice = [
    { start: 2, end: 4 },
    { start: 10, end: 11 },
  ];
  const { unpack } = withoutPauses(piece(20), voice);
  expect(unpack({ start: 2.3, end: 2.8 })).toEqual({
    start: expect.closeTo(9.8, 6) as number,
    end: expect.closeTo(10.2, 6) as number,
  });
});

it("short pauses stay, and without known voice the whole piece stays", () => {
  const voice = [
    { start: 0, end: 4 },
    { start: 4.5, end: 8 },
  ];
  expect(withoutPauses(piece(8), voice).samples).toHaveLength(8 * SAMPLE_RATE);
  const { samples, unpack } = withoutPauses(piece(3), []);
  expect(samples).toHaveLength(3 * SAMPLE_RATE);
  expect(unpack({ start: 1, end: 2 })).toEqual({ start: 1, end: 2 });
});

it("voice beyond the end of the piece is cut off", () => {
  expect(withoutPauses(piece(2), [{ start: 1, end: 9 }]).samples.length / SAMPLE_RATE).toBeCloseTo(1.2, 6);
});
