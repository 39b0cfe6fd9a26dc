import { describe, expect, test } from "vitest";
import { changedPart, moveCaret } from "./caret.js";
import { breachAfter, breaks, findRow, measure, measureRow, pageNorms } from "./norms.js";
import type { Row } from "./row.js";
import { breakAgain, check, setText } from "./text.js";
import { doubtfulIn, placeWords } from "./words.js";

const word = (text: string, doubtful = false) => ({
  text,
  start: 0,
  end: 1,
  confidence: doubtful ? 0.3 : 0.9,
  ...(doubtful ? { doubtful: true as const } : {}),
});

describe("recognized words in a text", () => {
  const words = [word("the"), word("cat", true), word("sat"), word("on"), word("the"), word("mat", true)];

  test("are found in any case and punctuation", () => {
    const side = { text: "The cat,\nsat on the mat.", words };
    expect(doubtfulIn(side, "en").map(({ from, to }) => side.text.slice(from, to))).toEqual(["cat,", "mat."]);
  });

  test("are not found after a person has replaced them", () => {
    expect(doubtfulIn({ text: "The bat sat on the mat", words }, "en").map(({ word: { text } }) => text)).toEqual([
      "mat",
    ]);
    expect(placeWords({ text: "", words }, "en")).toEqual([]);
  });

  test("are found in a text without spaces", () => {
    const side = { text: "早上好你好", words: [word("早上"), word("好"), word("你好", true)] };
    expect(doubtfulIn(side, "zh")).toMatchObject([{ from: 3, to: 5 }]);
  });

  test("are certain once a person has checked them", () => {
    const row: Row = { key: "a", start: 0, end: 2, sides: { en: { text: "The cat", words } } };
    const outcome = check([row], 0);
    expect("rows" in outcome && doubtfulIn(outcome.rows[0]?.sides["en"] ?? { text: "" }, "en")).toEqual([]);
    expect("rows" in outcome && check(outcome.rows, 0)).toEqual({ refused: "nothing-changed" });
  });
});

describe("the norms of readability", () => {
  const en = pageNorms("netflix", "en");

  test("do not count the end of a line", () => {
    expect(measure("abcd\nabcd", 1, en)).toEqual({ speed: 8, lines: [4, 4], breaches: [] });
  });

  test("name each breach", () => {
    expect(measure("a".repeat(43), 7, en).breaches).toEqual(["line-length"]);
    expect(measure("yes\nwell\nthere", 7, en).breaches).toEqual(["lines"]);
    expect(measure("a".repeat(42), 2, en).breaches).toEqual(["reading-speed"]);
    expect(measure(" ", 2, en).breaches).toEqual(["missing"]);
    expect(measure("[not transcribed]", 2, en).breaches).toEqual(["missing"]);
  });

  test("are those of the job's profile and of each language", () => {
    const row: Row = {
      key: "a",
      start: 0,
      end: 6,
      sides: { en: { text: "a".repeat(40) }, zh: { text: "我".repeat(17) } },
    };
    expect(measureRow(row, "netflix").sides).toMatchObject({ en: { breaches: [] }, zh: { breaches: ["line-length"] } });
    expect(measureRow(row, "bbc").sides).toMatchObject({ en: { breaches: ["line-length"] } });
    expect(measureRow(row, "a profile of a newer server").sides).toMatchObject({ en: { breaches: [] } });
  });

  test("advise on a line break that parts an article from its noun, and do not count it", () => {
    const text = "We went along the road to the\nhouse";
    const row: Row = { key: "a", start: 0, end: 5, sides: { en: { text } } };
    expect(measureRow(row).sides["en"]?.breaches).toEqual(["line-break"]);
    expect(breaks([row], 0, ["en"])).toBe(false);
  });

  test("do not count combining marks as characters", () => {
    expect(measure("e\u0301a", 1, en).lines).toEqual([2]);
  });

  test("measure times with the row", () => {
    const row = (start: number, end: number): Row => ({ key: "a", start, end, sides: { en: { text: "a" } } });
    expect(measureRow(row(0, 0.5)).times).toEqual(["too-short"]);
    expect(measureRow(row(0, 8)).times).toEqual(["too-long"]);
    expect(breachAfter([row(0, 2), row(1, 3)], 0)).toBe("overlap");
    expect(breachAfter([row(0, 2), row(2.04, 3)], 0)).toBe("gap");
    expect(breachAfter([row(0, 2), row(2, 3)], 0, "bbc")).toBe(null);
    const rows = [row(0, 2), row(2.1, 2.5), row(3, 5), row(5.1, 13)];
    const isSo = (at: number) => breaks(rows, at, ["en"]);
    expect(findRow(rows, 1, 1, isSo)).toBe(3);
    expect(findRow(rows, 3, 1, isSo)).toBe(1);
    expect(findRow(rows, 1, -1, isSo)).toBe(3);
    expect(findRow([row(0, 2)], 0, 1, () => false)).toBe(-1);
  });
});

describe("the text of a row", () => {
  const row: Row = { key: "a", start: 0, end: 2, sides: { en: { text: "[not transcribed]", failed: true } } };

  test("ends the failure of a cue when a person writes it", () => {
    const outcome = setText([row], 0, "en", "Hello");
    expect("rows" in outcome && outcome.rows[0]?.sides["en"]).toEqual({ text: "Hello" });
    expect(setText([row], 0, "en", "[not transcribed]")).toEqual({ refused: "nothing-changed" });
  });

  test("is broken into lines of similar length", () => {
    const text = "It was a bright cold day in April, and the clocks were striking.";
    const outcome = breakAgain([{ ...row, sides: { en: { text } } }], 0, "en");
    expect("rows" in outcome && outcome.rows[0]?.sides["en"]?.text).toBe(
      "It was a bright cold day in April,\nand the clocks were striking.",
    );
    expect(breakAgain([{ ...row, sides: { en: { text: "a ".repeat(80) } } }], 0, "en")).toEqual({
      refused: "nothing-changed",
    });
  });
});

describe("a cursor in a text that changes", () => {
  test("stays where it was among the characters", () => {
    expect(moveCaret("hello", "oh, hello", 5)).toBe(9);
    expect(moveCaret("hello world", "hello brave world", 3)).toBe(3);
    expect(moveCaret("hello world", "hello", 11)).toBe(5);
    expect(moveCaret("one two three", "one 2 three", 5)).toBe(5);
  });

  test("the changed part of two texts is the smallest possible one", () => {
    expect(changedPart("aaa", "aaaa")).toEqual({ from: 3, to: 3, until: 4 });
    expect(changedPart("same", "same")).toEqual({ from: 4, to: 4, until: 4 });
  });
});
