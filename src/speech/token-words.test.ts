import { describe, expect, it } from "vitest";
import { wordsFromSegments, wordsFromText, wordsFromTokens } from "./token-words.js";

const texts = (tokens: string[], text?: string): string[] =>
  wordsFromTokens(
    tokens,
    tokens.map((_, i) => i / 10),
    10,
    text,
  ).map((word) => word.text);

describe("tokens become words", () => {
  it.each<[string, string[], string | undefined, string[]]>([
    ["sentencepiece's mark", ["\u2581HE", "LL", "O", "\u2581WORLD"], undefined, ["HELLO", "WORLD"]],
    ["a space at a token's start", [" he", "llo", " world"], undefined, ["hello", "world"]],
    ["a mark that is a token of its own", ["\u2581", "h", "i", "\u2581", "y", "o", "u"], undefined, ["hi", "you"]],
    ["tokens that say they go on", ["hel@@", "lo", "world"], undefined, ["hello", "world"]],
    ["no marks at all: the text has the spaces", ["hello", "wor", "ld"], "hello world", ["hello", "world"]],
    ["no spaces in the script", ["今", "天", "好"], "今天好", ["今", "天", "好"]],
    ["two scripts", ["今", "天", "\u2581good"], "今天 good", ["今", "天", "good"]],
    ["a text with other letters: the marks decide", ["\u2581two", "\u2581three"], "2 3", ["two", "three"]],
  ])("%s", (_name, tokens, text, words) => {
    expect(texts(tokens, text)).toEqual(words);
  });

  it("from the first token's start to shortly after the last one's, never into the next word or beyond the piece", () => {
    const words = wordsFromTokens(["\u2581a", "b", "\u2581c", "\u2581d"], [1, 1.1, 1.2, 4], 4.1);
    expect(words.map(({ start, end }) => [start, end].map((time) => Math.round(time * 100) / 100))).toEqual([
      [1, 1.2],
      [1.2, 1.4],
      [4, 4.1],
    ]);
  });
});

it("segments with times spread their words over themselves", () => {
  const words = wordsFromSegments([" one two", "three"], [0, 4], [2, 1], 10);
  expect(words.map(({ text, start, end }) => [text, start, end])).toEqual([
    ["one", 0, 1],
    ["two", 1, 2],
    ["three", 4, 5],
  ]);
});

it("a text without times fills its piece", () => {
  const words = wordsFromText("a bbb", 0, 6);
  expect(words.map(({ start, end }) => [start, end])).toEqual([
    [0, 2],
    [2, 6],
  ]);
});
