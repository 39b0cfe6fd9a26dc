import { describe, expect, test } from "vitest";
import { findAll, nextMatch, patternOf, replaceAll, replaceOne, spansIn, type Query } from "./find.js";
import type { Rows } from "./row.js";

const ROWS: Rows = [
  { key: "a", start: 0, end: 1, sides: { en: { text: "The cat. Concatenate\nCAT" }, es: { text: "El gato" } } },
  { key: "b", start: 1, end: 2, sides: { en: { text: "No cat here" }, es: { text: "cat" } } },
];
const query = (text: string, more: Partial<Query> = {}): Query => ({
  text,
  caseSensitive: false,
  wholeWord: false,
  languages: ["en", "es"],
  ...more,
});

describe("the search in rows", () => {
  test("finds matches in all languages or in one", () => {
    expect(findAll(ROWS, query("cat")).map(({ key, language, from }) => [key, language, from])).toEqual([
      ["a", "en", 4],
      ["a", "en", 12],
      ["a", "en", 21],
      ["b", "en", 3],
      ["b", "es", 0],
    ]);
    expect(findAll(ROWS, query("cat", { languages: ["es"] }))).toHaveLength(1);
    expect(findAll(ROWS, query("cat", { caseSensitive: true, wholeWord: true, languages: ["en"] }))).toHaveLength(2);
    expect(findAll(ROWS, query(""))).toEqual([]);
  });

  test.each([
    ["a whole word ends at letters of any script", "да", { wholeWord: true }, "да дай «да»", 2],
    ["signs stand for themselves", "a.b*c", {}, "axbc a.b*c", 1],
    ["a space finds the end of a line", "how are", {}, "how\nare", 1],
    ["accents are found in both spellings", "e\u0301t", {}, "\u00e9t e\u0301t", 2],
    ["case is that of Unicode", "ПРИВЕТ", {}, "привет", 1],
    ["a surrogate pair is one letter", "𝒜", {}, "x𝒜y", 1],
    ["a hyphen stands for itself", "x-y", {}, "x-y xy", 1],
  ])("%s", (_name, text, more, where, count) => {
    expect(spansIn(where, patternOf(query(text, more)) as RegExp)).toHaveLength(count);
  });

  test("goes on from where the cursor is, around the end", () => {
    const matches = findAll(ROWS, query("cat"));
    const next = (at: number, language: string, caret: number, step: 1 | -1) =>
      nextMatch(matches, { at, language, caret }, step, ["en", "es"]);
    expect(next(0, "en", 5, 1)).toBe(1);
    expect(next(0, "es", 0, 1)).toBe(3);
    expect(next(1, "es", 1, 1)).toBe(0);
    expect(next(0, "en", 4, -1)).toBe(4);
    expect(next(1, "en", 3, -1)).toBe(2);
    expect(nextMatch([], { at: 0, caret: 0 }, 1, [])).toBe(-1);
  });
});

describe("the replacement in rows", () => {
  test("replaces all matches with the literal text", () => {
    const { rows, count } = replaceAll(ROWS, query("cat", { wholeWord: true }), "$1 dog $&");
    expect(count).toBe(4);
    expect(rows[0]?.sides["en"]?.text).toBe("The $1 dog $&. Concatenate\n$1 dog $&");
    expect(rows[0]?.sides["es"]).toBe(ROWS[0]?.sides["es"]);
  });

  test("keeps the same rows if nothing matches", () => {
    expect(replaceAll(ROWS, query("dog"), "cat").rows).toBe(ROWS);
  });

  test("replaces one match", () => {
    const [first] = findAll(ROWS, query("cat"));
    expect(first && replaceOne(ROWS, first, "dog")[0]?.sides["en"]?.text).toBe("The dog. Concatenate\nCAT");
  });
});
