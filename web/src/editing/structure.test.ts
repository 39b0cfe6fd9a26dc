import { describe, expect, test } from "vitest";
import { insert, likePlace, mergeWithNext, remove, split } from "./structure.js";
import type { Row, Rows } from "./row.js";

const word = (text: string, start: number, end: number) => ({ text, start, end, confidence: 1 });
const TALK: Row = {
  key: "a",
  start: 10,
  end: 14,
  sides: {
    en: {
      text: "Good morning. How are you?",
      words: [
        word("good", 10, 10.4),
        word("morning", 10.4, 11),
        word("how", 12, 12.3),
        word("are", 12.3, 12.5),
        word("you", 12.5, 13),
      ],
    },
    es: { text: "Buenos días a todos. ¿Cómo están?" },
  },
};

describe("the split of a row", () => {
  test("takes the time from the words and splits the translation at the same sentence", () => {
    const outcome = split([TALK], 0, "en", 13);
    expect(outcome).toMatchObject({
      rows: [
        {
          key: "a",
          start: 10,
          end: 11,
          sides: { en: { text: "Good morning." }, es: { text: "Buenos días a todos." } },
        },
        { start: 12, end: 14, sides: { en: { text: "How are you?" }, es: { text: "¿Cómo están?" } } },
      ],
      focus: { language: "en", caret: 0 },
    });
    const rows = "rows" in outcome ? outcome.rows : [];
    expect(rows.map(({ sides }) => sides["en"]?.words?.map(({ text }) => text).join(" "))).toEqual([
      "good morning",
      "how are you",
    ]);
  });

  test("takes the time from the source's words if it happens in the translation", () => {
    expect(split([TALK], 0, "es", 20)).toMatchObject({ rows: [{ end: 11 }, { start: 12 }] });
  });

  test("uses the lengths of the texts without words, with a gap of two frames", () => {
    const row: Row = { key: "a", start: 0, end: 4, sides: { en: { text: "aaaa bbbb" } } };
    expect(split([row], 0, "en", 4)).toMatchObject({ rows: [{ end: 1.96 }, { start: 2.04, end: 4 }] });
  });

  test("is refused if one part would be empty or too short", () => {
    expect(split([TALK], 0, "en", 0)).toEqual({ refused: "nothing-to-split" });
    expect(split([TALK], 0, "en", 26)).toEqual({ refused: "nothing-to-split" });
    expect(split([TALK], 0, "fr", 3)).toEqual({ refused: "nothing-to-split" });
    expect(split([{ ...TALK, end: 10.15 }], 0, "en", 13)).toEqual({ refused: "too-short" });
  });

  test("never makes a cue that ends before it starts", () => {
    for (let end = 10.2; end < 11; end += 0.05)
      for (let caret = 1; caret < 25; caret++) {
        const outcome = split([{ ...TALK, end }], 0, "en", caret);
        if (!("rows" in outcome)) continue;
        const [a, b] = outcome.rows as [Row, Row];
        expect(a.start).toBeLessThan(a.end);
        expect(a.end).toBeLessThanOrEqual(b.start);
        expect(b.start).toBeLessThan(b.end);
      }
  });

  test("breaks the lines of the parts again, but keeps the turns of a dialogue", () => {
    const textsOf = (text: string, caret: number) => {
      const outcome = split([{ ...TALK, sides: { en: { text } } }], 0, "en", caret);
      return "rows" in outcome ? outcome.rows.map(({ sides }) => sides["en"]?.text) : outcome.refused;
    };
    expect(textsOf("It rained all day,\nand we went home.", 9)).toEqual(["It rained", "all day, and we went home."]);
    expect(textsOf("Well.\n- Yes?\n- No.", 5)).toEqual(["Well.", "- Yes?\n- No."]);
  });

  test("works in a text without spaces", () => {
    expect(likePlace("早上好。你好吗？", 0.4, 1, "zh")).toBe(4);
  });
});

describe("the merge of two rows", () => {
  test("reverts a split", () => {
    const outcome = split([TALK], 0, "en", 13);
    const merged = mergeWithNext("rows" in outcome ? outcome.rows : [], 0);
    expect("rows" in merged && merged.rows).toEqual([TALK]);
  });

  test("breaks lines by the norms, and keeps turns of a dialogue apart", () => {
    const two = (a: string, b: string): Rows => [
      { key: "a", start: 0, end: 1, sides: { en: { text: a } } },
      { key: "b", start: 1, end: 2, sides: { en: { text: b } } },
    ];
    const textOf = (rows: Rows) => {
      const outcome = mergeWithNext(rows, 0);
      return "rows" in outcome ? outcome.rows[0]?.sides["en"]?.text : outcome.refused;
    };
    expect(textOf(two("All of us went home early,", "since the weather was not good."))).toBe(
      "All of us went home early,\nsince the weather was not good.",
    );
    expect(textOf(two("- Yes?", "- No."))).toBe("- Yes?\n- No.");
    expect(textOf(two("", "No."))).toBe("No.");
    expect(mergeWithNext(two("a", "b"), 1)).toEqual({ refused: "no-next" });
  });

  test("does not overlap a cue of a language that only one row has", () => {
    const rows: Rows = [
      { key: "a", start: 0, end: 1, sides: { en: { text: "a" }, es: { text: "a" } } },
      { key: "b", start: 1, end: 4, sides: { en: { text: "b" } } },
      { key: "c", start: 2, end: 3, sides: { es: { text: "c" } } },
    ];
    expect(mergeWithNext(rows, 0)).toEqual({ refused: "no-room" });
  });
});

test("an inserted row uses the gap at a time, or the gap after the cue there", () => {
  const rows: Rows = [
    { key: "a", start: 0, end: 1, sides: { en: { text: "a" } } },
    { key: "b", start: 2, end: 3, sides: { en: { text: "b" } } },
    { key: "c", start: 3, end: 4, sides: { en: { text: "c" } } },
  ];
  expect(insert(rows, 1.5, ["en", "es"])).toMatchObject({
    rows: [
      { key: "a" },
      { start: 1.5, end: 2, sides: { en: { text: "" }, es: { text: "" } } },
      { key: "b" },
      { key: "c" },
    ],
  });
  expect(insert(rows, 0.5, ["en"])).toMatchObject({ rows: [{}, { start: 1, end: 2 }, {}, {}] });
  expect(insert(rows, 2.5, ["en"])).toMatchObject({ rows: [{}, {}, {}, { start: 4, end: 6 }] });
  expect(insert(rows, 1.95, ["en"])).toEqual({ refused: "no-gap" });
  expect(insert([], 0, ["en"])).toMatchObject({ rows: [{ start: 0, end: 2 }] });
});

test("a deletion puts the cursor into the next row", () => {
  const rows = [TALK, { ...TALK, key: "b", start: 20, end: 21 }];
  expect(remove(rows, 0)).toMatchObject({ rows: [{ key: "b" }], focus: { key: "b" } });
  expect(remove(rows, 1)).toMatchObject({ rows: [{ key: "a" }], focus: { key: "a" } });
});
