import { describe, expect, it } from "vitest";
import type { Word } from "../engine.js";
import { wordsFromSegments, wordsFromText, wordsFromTokens } from "./token-words.js";

const texts = (tokens: string[], text?: string): string[] =>
  wordsFromTokens(
    tokens,
    tokens.map((_, i) => i / 10),
    10,
    text,
  ).map((word) => word.text);

describe("words of tokens", () => {
  it.each<[string, string[], string | undefined, string[]]>([
    ["begin at sentencepiece's mark", ["\u2581HE", "LL", "O", "\u2581WORLD"], undefined, ["HELLO", "WORLD"]],
    ["begin at a leading space of a token", [" he", "llo", " world"], undefined, ["hello", "world"]],
    [
      "begin after a separate token with the mark",
      ["\u2581", "h", "i", "\u2581", "y", "o", "u"],
      undefined,
      ["hi", "you"],
    ],
    ["continue after tokens that end in @@", ["hel@@", "lo", "world"], undefined, ["hello", "world"]],
    [
      "follow the spaces of the text if tokens have no marks",
      ["hello", "wor", "ld"],
      "hello world",
      ["hello", "world"],
    ],
    ["are single tokens in scripts without spaces", ["今", "天", "好"], "今天好", ["今", "天", "好"]],
    ["two scripts", ["今", "天", "\u2581good"], "今天 good", ["今", "天", "good"]],
    ["follow the marks if the text has other letters", ["\u2581two", "\u2581three"], "2 3", ["two", "three"]],
  ])("%s", (_name, tokens, text, words) => {
    expect(texts(tokens, text)).toEqual(words);
  });

  it("last from their first token until shortly after their last one, within the piece and before the next word", () => {
    const words = wordsFromTokens(["\u2581a", "b", "\u2581c", "\u2581d"], [1, 1.1, 1.2, 4], 4.1);
    expect(words.map(({ start, end }) => [start, end].map((time) => Math.round(time * 100) / 100))).toEqual([
      [1, 1.2],
      [1.2, 1.4],
      [4, 4.1],
    ]);
  });
});

it("durations and probabilities of tokens are used: a word is as certain as its least certain token", () => {
  const words = wordsFromTokens(["\u2581a", "b", "\u2581c"], [1, 1.1, 2], 5, "", {
    durations: [0.1, 0.4, 0],
    logProbs: [Math.log(0.9), Math.log(0.5), Math.log(0.8)],
  });
  expect(
    words.map(({ start, end, confidence }) => [start, end, confidence].map((n) => Math.round(n * 100) / 100)),
  ).toEqual([
    [1, 1.5, 0.5],
    [2, 2.2, 0.8],
  ]);
});

it("words of segments are spread over the voice in their segment, and marked as estimated", () => {
  const times = (words: Word[]): unknown => words.map(({ text, start, end }) => [text, start, end]);
  const words = wordsFromSegments([" one two", "three"], [0, 4], [2, 1], 10);
  expect(times(words)).toEqual([
    ["one", 0, 1],
    ["two", 1, 2],
    ["three", 4, 5],
  ]);
  expect(words.every(({ estimated }) => estimated)).toBe(true);
  const voice = [
    { start: 0.5, end: 1 },
    { start: 1.5, end: 4.5 },
  ];
  expect(times(wordsFromSegments([" one two", "three"], [0, 4], [2, 1], 10, voice))).toEqual([
    ["one", 0.5, 1],
    ["two", 1.5, 2],
    ["three", 4, 4.5],
  ]);
  // A model's times may run backwards or beyond the piece.
  expect(times(wordsFromSegments(["a", "b"], [5, 3], [9, 1], 6))).toEqual([
    ["a", 5, 6],
    ["b", 5, 6],
  ]);
});

describe("words of a text without times", () => {
  it("fill their stretch in proportion to their letters", () => {
    const words = wordsFromText("a bbb", [{ start: 0, end: 6 }]);
    expect(words).toEqual([
      { text: "a", start: 0, end: 2, confidence: 1, estimated: true },
      { text: "bbb", start: 2, end: 6, confidence: 1, estimated: true },
    ]);
  });

  it("are spread over the stretches of voice, never across a pause", () => {
    const voice = [
      { start: 1, end: 2 },
      { start: 10, end: 13 },
    ];
    const words = wordsFromText("aaaa bbbb cccc dddd eeee", voice);
    let last = 0;
    for (const { start, end } of words) {
      expect(start).toBeGreaterThanOrEqual(last);
      expect(voice.some((span) => start >= span.start && end <= span.end)).toBe(true);
      last = start;
    }
    expect(words.at(-1)?.end).toBeCloseTo(13);
  });
});
