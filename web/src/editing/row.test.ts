import fc from "fast-check";
import { expect, test } from "vitest";
import { cuesOf, documentOf, rowsOf, type Cue } from "./row.js";

/** Documents that a server accepts: ends after starts, starts in order. Times are often equal, so that cues touch. */
const anyDocument = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 12 }),
      length: fc.integer({ min: 1, max: 3 }),
      text: fc.string(),
      failed: fc.boolean(),
    }),
    {
      maxLength: 12,
    },
  )
  .map((cues): Cue[] =>
    cues
      .sort((a, b) => a.start - b.start)
      .map(({ start, length, text, failed }, i) => ({
        index: i + 1,
        start: start / 2,
        end: (start + length) / 2,
        text,
        ...(failed ? { failed } : {}),
        ...(length === 2 ? { words: [{ text: "w", start: 0, end: 1, confidence: 0.4, doubtful: true as const }] } : {}),
      })),
  );

test("rows restore every document exactly", () => {
  fc.assert(
    fc.property(anyDocument, anyDocument, anyDocument, (en, es, ar) => {
      const rows = rowsOf({ en, es, ar });
      expect(documentOf(rows, "en").cues).toEqual(en);
      expect(documentOf(rows, "es").cues).toEqual(es);
      expect(documentOf(rows, "ar").cues).toEqual(ar);
      expect(rows.every((row, i) => i === 0 || (rows[i - 1]?.start ?? 0) <= row.start)).toBe(true);
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
    }),
  );
});

test("cues with equal times form one row; a cue without a partner is a row of one language", () => {
  const rows = rowsOf({
    en: [
      { index: 1, start: 0, end: 1, text: "One" },
      { index: 2, start: 2, end: 3, text: "Two" },
    ],
    es: [
      { index: 1, start: 0, end: 1, text: "Uno" },
      { index: 2, start: 2, end: 3.5, text: "Dos" },
    ],
  });
  expect(rows.map(({ sides }) => Object.keys(sides).join())).toEqual(["en,es", "es", "en"]);
  expect(cuesOf(rows, "es").map(({ side }) => side.text)).toEqual(["Uno", "Dos"]);
});
