import { describe, expect, it } from "vitest";
import type { Word } from "../../speech/engine.js";
import { suspectStretches } from "./suspect-stretches.js";

/** Words of 0.35 s, one every 0.4 s. */
function said(start: number, text: string, changes: Partial<Word> = {}): Word[] {
  return text.split(" ").map((word, i) => ({
    text: word,
    start: start + 0.4 * i,
    end: start + 0.4 * i + 0.35,
    confidence: 0.9,
    ...changes,
  }));
}

const TEXT = "one two three four five six seven eight nine ten";

describe("suspectStretches", () => {
  it("finds nothing if every stretch of voice has its words", () => {
    expect(suspectStretches(said(0, TEXT), [{ start: 0, end: 4 }], 4)).toEqual([]);
  });

  it("finds voice without words before the first word, after the last and between two, with the words beside it", () => {
    const words = [...said(2, TEXT), ...said(8, TEXT)];
    expect(suspectStretches(words, [{ start: 0, end: 14 }], 14)).toMatchObject([
      { start: 0, first: 0, after: 2 },
      { first: 8, after: 12 },
      { end: 14, first: 18, after: 20 },
    ]);
  });

  it("ignores pauses and short stretches", () => {
    const words = [...said(0.5, "one two three"), ...said(6, "four five six")];
    const voice = [
      { start: 0, end: 2 },
      { start: 5.7, end: 7.6 },
    ];
    expect(suspectStretches(words, voice, 8)).toEqual([]);
  });

  it("does not trust the times of a word that was stretched over missing words", () => {
    const words = [{ text: "to", start: 0, end: 2.5, confidence: 0.9 }, ...said(2.5, TEXT)];
    expect(suspectStretches(words, [{ start: 0, end: 6.5 }], 6.5)).toMatchObject([{ start: 0, first: 0, after: 2 }]);
  });

  it("finds words without times at the beginning or end of a piece, and the two beside them", () => {
    const crammed = TEXT.split(" ")
      .slice(0, 4)
      .map((text, i): Word => ({ text, start: 4 + 0.1 * i, end: 4.1 + 0.1 * i, confidence: 0.5, estimated: true }));
    const words = [...said(0, TEXT), ...crammed];
    expect(suspectStretches(words, [{ start: 0, end: 4.4 }], 4.4)).toMatchObject([{ first: 8, after: 14, end: 4.4 }]);
    const head = [
      ...crammed.map((word) => ({ ...word, start: word.start - 4, end: word.end - 4 })),
      ...said(0.4, TEXT),
    ];
    expect(suspectStretches(head, [{ start: 0, end: 4.4 }], 4.4)).toMatchObject([{ start: 0, first: 0, after: 6 }]);
  });

  it("finds a single word without a time at the beginning or end, but not between others", () => {
    const words = said(0, TEXT);
    const untimed = (at: number): Word[] =>
      words.map((word, i): Word => (i === at ? { ...word, estimated: true } : word));
    const voice = [{ start: 0, end: 4 }];
    expect(suspectStretches(untimed(0), voice, 4)).toMatchObject([{ first: 0, after: 3 }]);
    expect(suspectStretches(untimed(9), voice, 4)).toMatchObject([{ first: 7, after: 10 }]);
    expect(suspectStretches(untimed(5), voice, 4)).toEqual([]);
  });

  it("ignores a piece without words, and one whose words have no times", () => {
    expect(suspectStretches([], [{ start: 0, end: 10 }], 10)).toEqual([]);
    expect(suspectStretches(said(0, TEXT, { estimated: true }), [{ start: 0, end: 10 }], 10)).toEqual([]);
  });
});
