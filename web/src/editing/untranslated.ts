/** Which cues of a translation can be translated again. Pure. */
import { NOT_TRANSLATED } from "../../../src/subtitles/layout/layout.js";
import type { Row, Rows } from "./row.js";

/** Whether a row has a place for the translation, and nothing in it. */
const isMissing = ({ sides }: Row, language: string): boolean => {
  const side = sides[language];
  return side !== undefined && (side.failed === true || side.text.trim() === "" || side.text.includes(NOT_TRANSLATED));
};

/** Keys of the rows that have a cue in a language: all of them, and those without a translation. */
export function translatable(rows: Rows, language: string): { all: string[]; missing: string[] } {
  const own = rows.filter(({ sides }) => language in sides);
  return {
    all: own.map(({ key }) => key),
    missing: own.filter((row) => isMissing(row, language)).map(({ key }) => key),
  };
}
