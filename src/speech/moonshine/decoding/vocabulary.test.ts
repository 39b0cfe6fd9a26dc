import { describe, expect, it } from "vitest";
import { readVocabulary } from "./vocabulary.js";

const TOKENS = ["<unk>", "<s>", "</s>", "▁He", "llo", "▁", "wor", "ld", ".", "▁caf", "\u00c3", "a b"];
const bytes = (token: string): Buffer => (token === "\u00c3" ? Buffer.from([0xc3]) : Buffer.from(token));
const lines = TOKENS.map((token, id) => `${bytes(token).toString("base64")} ${id}`);
const size = TOKENS.length;
const vocabulary = readVocabulary(lines.join("\n"), size, "tokens.txt");
const ids = (...tokens: string[]): number[] => tokens.map((token) => TOKENS.indexOf(token));

describe("a vocabulary", () => {
  it("joins tokens to text and words, and tells which tokens make a word", () => {
    const hello = ids("▁He", "llo", "▁", "wor", "ld", ".");
    expect(vocabulary.textOf(hello)).toBe("Hello world.");
    expect(vocabulary.wordsOf(hello)).toEqual([
      { text: "Hello", tokens: [0, 1] },
      { text: "world.", tokens: [2, 3, 4, 5] },
    ]);
  });

  it("assigns a token with an inner space to both words", () => {
    expect(vocabulary.wordsOf(ids("▁He", "a b", "ld"))).toEqual([
      { text: "Hea", tokens: [0, 1] },
      { text: "bld", tokens: [1, 2] },
    ]);
  });

  it("leaves out special tokens, incomplete characters and empty words", () => {
    expect(vocabulary.wordsOf([...ids("<s>", "▁caf", "\u00c3", "</s>"), 32_500])).toEqual([
      { text: "caf", tokens: [1, 2] },
    ]);
    expect(vocabulary.wordsOf(ids("▁", "▁", "\u00c3"))).toEqual([]);
    expect(vocabulary.wordsOf([])).toEqual([]);
  });

  it.each([
    ["a line that is not a token", "4paB 0\nthis is no token\n", /tokens\.txt, line 2: not a token and its number/],
    ["a number twice", "4paB 0\n4paB 0\n", /line 2/],
    ["a number that is too large", "4paB 12\n", /line 1/],
    ["an empty file", "", /holds 0 tokens of 12/],
    ["half of a file", lines.slice(0, 7).join("\n"), /holds 7 tokens of 12/],
  ])("rejects %s", (_what, text, said) => {
    expect(() => readVocabulary(text, size, "tokens.txt")).toThrow(said);
  });
});
