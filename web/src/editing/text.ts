/** Operations on the text of a row. Pure. */
import { NOT_TRANSCRIBED } from "../../../src/subtitles/layout/layout.js";
import { linesOf } from "../../../src/subtitles/lines/break-lines.js";
import { DEFAULT_PROFILE } from "../../../src/subtitles/norms/profile.js";
import { pageNorms } from "./norms.js";
import type { Outcome } from "./outcome.js";
import { replaced, type Row, type Rows, type Side } from "./row.js";

/** Sets the text in one language. It also ends the failure of a cue that could not be recognized: a person wrote it. */
export function setText(rows: Rows, at: number, language: string, text: string): Outcome {
  const row = rows[at];
  if (!row || row.sides[language]?.text === text) return { refused: "nothing-changed" };
  return { rows: replaced(rows, at, withText(row, language, text)) };
}

/** The row with another text. */
export function withText(row: Row, language: string, text: string): Row {
  const { failed, ...before } = row.sides[language] ?? { text: "" };
  const side: Side = {
    ...before,
    text,
    ...(failed === true && text.includes(NOT_TRANSCRIBED) ? { failed: true as const } : {}),
  };
  return { ...row, sides: { ...row.sides, [language]: side } };
}

/** Breaks a text into lines of similar length by the norms; longer texts keep their lines. */
export function breakAgain(rows: Rows, at: number, language: string, profile: string = DEFAULT_PROFILE): Outcome {
  const text = rows[at]?.sides[language]?.text ?? "";
  const flat = text.replace(/\s+/gu, " ").trim();
  const lines = linesOf(flat, pageNorms(profile, language));
  return lines === null || flat === "" ? { refused: "nothing-changed" } : setText(rows, at, language, lines.join("\n"));
}

/** Marks the row as checked: its words are no longer doubtful. */
export function check(rows: Rows, at: number): Outcome {
  const row = rows[at];
  if (!row) return { refused: "nothing-changed" };
  let isChanged = false;
  const sides = Object.entries(row.sides).map(([language, side]): [string, Side] => {
    if (side.words?.some(({ doubtful }) => doubtful === true) !== true) return [language, side];
    isChanged = true;
    return [language, { ...side, words: side.words.map(({ doubtful: _, ...word }) => word) }];
  });
  return isChanged
    ? { rows: replaced(rows, at, { ...row, sides: Object.fromEntries(sides) }) }
    : { refused: "nothing-changed" };
}
