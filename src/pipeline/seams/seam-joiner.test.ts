import { describe, expect, it } from "vitest";
import type { Word } from "../../speech/engine.js";
import { placeWords, SeamJoiner } from "./seam-joiner.js";
import type { Segment } from "../segmentation/segment.js";

const RATE = 16_000;
const segment = (index: number, start: number, end: number): Segment => ({
  index,
  start: start * RATE,
  end: end * RATE,
  audioStart: Math.max(0, start * RATE - 3200),
  audioEnd: end * RATE + 3200,
});
const word = (text: string, start: number, end: number, confidence = 1): Word => ({ text, start, end, confidence });
const texts = (list: { words: Word[] }[]): string[] => list.flatMap((one) => one.words.map((w) => w.text));

describe("placeWords", () => {
  it("puts words on the timeline, drops those of the margins, and keeps times inside the segment", () => {
    const heard = [
      word("margin", 0.02, 0.15),
      word("first", 0.1, 0.5),
      word("last", 9.9, 10.25),
      word("beyond", 10.21, 10.4),
    ];
    const placed = placeWords(segment(1, 10, 20), heard);
    expect(placed.words.map((w) => [w.text, w.start, w.end])).toEqual([
      ["first", 10, 10.3],
      ["last", 19.7, 20],
    ]);
  });

  it("keeps all words at a side without a neighbour", () => {
    const only = { index: 0, start: 0, end: RATE, audioStart: 0, audioEnd: RATE };
    expect(placeWords(only, [word("a", 0, 0.1), word("b", 0.98, 1.2)]).words.map((w) => w.text)).toEqual(["a", "b"]);
  });
});

describe("SeamJoiner", () => {
  // "seam" is said across the cut at 10 s: the left side puts it at 9.7 to 10.1, the right at 9.95 to 10.2.
  const left = placeWords(segment(0, 0, 10), [word("left", 5, 6), word("seam", 9.7, 10.1, 0.9)]);
  const right = placeWords(segment(1, 10, 20), [word("seam", 0.15, 0.4, 0.5), word("right", 3, 4)]);

  it("keeps the more confident version of a word of both sides, in either order of arrival", () => {
    for (const order of [
      [left, right],
      [right, left],
    ]) {
      const joiner = new SeamJoiner();
      const out = [...order.flatMap((one) => joiner.add(structuredClone(one))), ...joiner.end()];
      expect(texts(out.sort((a, b) => a.index - b.index))).toEqual(["left", "seam", "right"]);
      expect(out.flatMap((one) => one.words).find((w) => w.text === "seam")?.confidence).toBe(0.9);
    }
  });

  it("returns a segment at once if nothing touches its seams", () => {
    const joiner = new SeamJoiner();
    expect(joiner.add(placeWords(segment(3, 30, 40), [word("calm", 4, 5)])).map((one) => one.index)).toEqual([3]);
  });

  it("keeps a word that is said twice", () => {
    const joiner = new SeamJoiner();
    const out = [
      ...joiner.add(placeWords(segment(0, 0, 10), [word("very", 9.2, 9.6)])),
      ...joiner.add(placeWords(segment(1, 10, 20), [word("very", 0.5, 0.9)])),
    ];
    expect(texts(out)).toEqual(["very", "very"]);
  });

  it("does not wait for a failed segment", () => {
    const joiner = new SeamJoiner();
    expect(joiner.add(structuredClone(left))).toEqual([]);
    expect(texts(joiner.fail(1))).toEqual(["left", "seam"]);
  });
});
