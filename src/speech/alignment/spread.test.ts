import fc from "fast-check";
import { expect, it } from "vitest";
import type { Word } from "../engine.js";
import { spreadWords } from "./spread.js";

const wordsOf = (text: string): Word[] =>
  text.split(" ").map((word) => ({ text: word, start: 7, end: 8, confidence: 0.5, estimated: true as const }));

it("words without times are spread over the piece in proportion to their letters", () => {
  expect(spreadWords(wordsOf("a abcd abc"), [null, null, null], 11)).toEqual([
    { text: "a", start: 0, end: 2, confidence: 0.5, estimated: true },
    { text: "abcd", start: 2, end: 7, confidence: 0.5, estimated: true },
    { text: "abc", start: 7, end: 11, confidence: 0.5, estimated: true },
  ]);
});

it("spread words lie where a voice speaks, and none begins in a pause", () => {
  const voice = [
    { start: 1, end: 2 },
    { start: 10, end: 11 },
  ];
  const spread = spreadWords(wordsOf("abc abc abc abc"), [null, null, null, null], 20, voice);
  expect(spread.map(({ start, end }) => [start, end])).toEqual([
    [1, 1.5],
    [1.5, 2],
    [10, 10.5],
    [10.5, 11],
  ]);
});

it("a spread word lies in one stretch of voice, never across a pause", () => {
  const voice = [
    { start: 1, end: 2 },
    { start: 5, end: 6 },
  ];
  const spread = spreadWords(wordsOf("To be or else go on."), [null, null, null, null, null, null], 9, voice);
  expect(spread.map(({ start }) => Number(start.toFixed(2)))).toEqual([1, 1.29, 1.57, 5, 5.33, 5.62]);
  expect(spread.at(-1)?.end).toBe(6);
});

it("found words keep their times, and the words between them share the gap", () => {
  const found = [{ start: 1, end: 2 }, null, null, { start: 4, end: 5, doubtful: true as const }, null];
  expect(spreadWords(wordsOf("one two six ten end"), found, 6)).toEqual([
    { text: "one", start: 1, end: 2, confidence: 0.5 },
    { text: "two", start: 2, end: 3, confidence: 0.5, estimated: true },
    { text: "six", start: 3, end: 4, confidence: 0.5, estimated: true },
    { text: "ten", start: 4, end: 5, confidence: 0.5, estimated: true },
    { text: "end", start: 5, end: 6, confidence: 0.5, estimated: true },
  ]);
});

it("a dash between adjacent words takes no time", () => {
  const found = [{ start: 1, end: 2 }, null, { start: 2, end: 3 }];
  expect(spreadWords(wordsOf("one — two"), found, 3)[1]).toMatchObject({ start: 2, end: 2, estimated: true });
});

it("spread words stay in order, inside the piece and with their texts, for any found times", () => {
  const span = fc.tuple(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 50 }));
  const spans = fc.array(span, { maxLength: 5 }).map((list) => {
    let at = 0;
    return list.map(([gap, length]) => {
      const start = at + gap / 10;
      at = start + length / 10;
      return { start, end: at };
    });
  });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.boolean(), fc.integer({ min: 0, max: 20 })), { maxLength: 12 }),
      spans,
      (list, voice) => {
        let at = 0;
        const found = list.map(([, isFound, length]) => {
          const start = at;
          at += length / 10;
          return isFound ? { start, end: at } : null;
        });
        const words = list.map(([text]) => ({ text, start: 0, end: 0, confidence: 1 }));
        const spread = spreadWords(words, found, at, voice);
        expect(spread.map(({ text }) => text)).toEqual(words.map(({ text }) => text));
        let last = 0;
        for (const word of spread) {
          expect(word.start).toBeGreaterThanOrEqual(last);
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.end).toBeLessThanOrEqual(Math.round(at * 1000) / 1000);
          last = word.start;
        }
      },
    ),
  );
});
