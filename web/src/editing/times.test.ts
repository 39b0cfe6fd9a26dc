import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shareLanguage, type Row, type Rows } from "./row.js";
import { nudge, parseTime, setEnd, setStart, shiftFrom } from "./times.js";

const row = (key: string, start: number, end: number, ...languages: string[]): Row => ({
  key,
  start,
  end,
  sides: Object.fromEntries((languages.length > 0 ? languages : ["en"]).map((one) => [one, { text: key }])),
});
const THREE: Rows = [row("a", 1, 2), row("b", 3, 4), row("c", 5, 6)];
const timesOf = (outcome: object): unknown =>
  "rows" in outcome ? (outcome.rows as Rows).map(({ start, end }) => [start, end]) : outcome;

describe("the start and end of a row", () => {
  test("are set to the millisecond", () => {
    expect(timesOf(setStart(THREE, 1, 3.25049))).toEqual([
      [1, 2],
      [3.25, 4],
      [5, 6],
    ]);
    expect(timesOf(setEnd(THREE, 1, 4.5))).toEqual([
      [1, 2],
      [3, 4.5],
      [5, 6],
    ]);
  });

  test("stop at the neighbours, with a message", () => {
    expect(setStart(THREE, 1, 1.5)).toMatchObject({ limit: "previous-ends" });
    expect(timesOf(setStart(THREE, 1, 1.5))).toEqual([
      [1, 2],
      [2, 4],
      [5, 6],
    ]);
    expect(setEnd(THREE, 1, 9)).toMatchObject({ limit: "next-starts" });
    expect(timesOf(setEnd(THREE, 1, 9))).toEqual([
      [1, 2],
      [3, 5],
      [5, 6],
    ]);
  });

  test("move the whole cue if the start is set after the end", () => {
    expect(timesOf(setStart(THREE, 2, 10))).toEqual([
      [1, 2],
      [3, 4],
      [10, 11],
    ]);
    expect(timesOf(setStart(THREE, 1, 4.5))).toEqual([
      [1, 2],
      [4.5, 5],
      [5, 6],
    ]);
    expect(setStart(THREE, 1, 5.5)).toEqual({ refused: "no-room" });
  });

  test("refuse an end before the start", () => {
    expect(setEnd(THREE, 1, 2.5)).toEqual({ refused: "end-before-start" });
    expect(nudge(THREE, 1, "end", -1)).toEqual({ refused: "too-short" });
    expect(nudge(THREE, 1, "start", 0.95)).toEqual({ refused: "too-short" });
  });

  test("are not limited by cues of other languages", () => {
    const rows = [row("a", 1, 2, "es"), row("b", 3, 4, "en"), row("c", 3.5, 6, "es")];
    expect(timesOf(setEnd(rows, 1, 5))).toEqual([
      [1, 2],
      [3, 5],
      [3.5, 6],
    ]);
    expect(timesOf(setStart(rows, 1, 0.5))).toEqual([
      [0.5, 4],
      [1, 2],
      [3.5, 6],
    ]);
  });
});

test("a shift moves all later rows with their words, and stops at the previous cue", () => {
  const words = [{ text: "c", start: 5, end: 5.5, confidence: 1 }];
  const rows = [...THREE.slice(0, 2), { ...(THREE[2] as Row), sides: { en: { text: "c", words } } }];
  expect(timesOf(shiftFrom(rows, 1, 4))).toEqual([
    [1, 2],
    [4, 5],
    [6, 7],
  ]);
  expect(timesOf(shiftFrom(rows, 1, 0))).toEqual([
    [1, 2],
    [2, 3],
    [4, 5],
  ]);
  const shifted = shiftFrom(rows, 1, 4);
  expect("rows" in shifted && shifted.rows[2]?.sides["en"]?.words).toEqual([
    { text: "c", start: 6, end: 6.5, confidence: 1 },
  ]);
  expect(shiftFrom(rows, 0, 1)).toEqual({ refused: "nothing-changed" });
});

test("no operation makes cues of a language overlap, lose their order, or end before they start", () => {
  const anyRows = fc
    .array(
      fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 2, max: 40 }), fc.constantFrom("en", "es", "both")),
      {
        minLength: 1,
        maxLength: 10,
      },
    )
    .map((parts) => {
      let free = 0;
      return parts.map(([gap, length, languages], i) => {
        const start = free + gap / 10;
        free = start + length / 10;
        return row(String(i), start, free, ...(languages === "both" ? ["en", "es"] : [languages]));
      });
    });
  const act = fc.tuple(fc.nat(9), fc.integer({ min: -20, max: 500 }), fc.constantFrom(setStart, setEnd, shiftFrom));
  fc.assert(
    fc.property(anyRows, fc.array(act, { maxLength: 8 }), (first, acts) => {
      let rows: Rows = first;
      for (const [at, tenths, operation] of acts) {
        const outcome = operation(rows, at % rows.length, tenths / 10);
        if ("rows" in outcome) rows = outcome.rows;
      }
      for (const [i, one] of rows.entries()) {
        expect(one.start).toBeLessThan(one.end);
        expect(one.start).toBeGreaterThanOrEqual(0);
        for (const later of rows.slice(i + 1)) {
          expect(later.start).toBeGreaterThanOrEqual(one.start);
          if (shareLanguage(one, later)) expect(later.start).toBeGreaterThanOrEqual(one.end - 1e-9);
        }
      }
    }),
  );
});

test.each([
  ["1:02:03.5", 3723.5],
  ["62,5", 62.5],
  [" 1:02 ", 62],
  ["0:00:01.2345", 1.235],
  [".5", 0.5],
  ["1:60", null],
  ["", null],
  ["one", null],
  ["1:2:3:4", null],
  ["-1", null],
])("%s as a time", (typed, seconds) => expect(parseTime(typed)).toBe(seconds));
