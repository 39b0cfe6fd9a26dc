/** Puts my side of a conflict into the rows. Pure. */
import type { Conflict } from "./merge.js";
import { indexOfKey, inOrder, replaced, type Row, type Rows } from "../row.js";
import { roomOf, SHORTEST } from "../times.js";

/** The rows with my side of a conflict. Times do not overlap the present neighbours. */
export function withMine(rows: Rows, { key, language, kind, mine }: Conflict): Rows {
  const at = indexOfKey(rows, key);
  const row = rows[at];
  if (kind === "they-deleted" && !row)
    return inOrder([...rows, { key, start: mine.start, end: mine.end, sides: { [language]: mine.side } }]);
  if (!row) return rows;
  if (kind === "times") return withTimes(rows, at, row, mine);
  if (kind !== "i-deleted") return replaced(rows, at, { ...row, sides: { ...row.sides, [language]: mine.side } });
  const { [language]: _, ...sides } = row.sides;
  return Object.keys(sides).length === 0 ? rows.toSpliced(at, 1) : replaced(rows, at, { ...row, sides });
}

function withTimes(rows: Rows, at: number, row: Row, mine: { start: number; end: number }): Rows {
  const { from, to } = roomOf(rows, at);
  const start = Math.max(mine.start, Math.min(from, row.start));
  const end = Math.min(mine.end, Math.max(to, row.end));
  return end - start < SHORTEST ? rows : inOrder(replaced(rows, at, { ...row, start, end }));
}
