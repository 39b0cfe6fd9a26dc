/** Operations on the times of rows: set, nudge, shift. They never make cues of one language overlap. Pure. */
import type { Limit, Outcome } from "./outcome.js";
import { inOrder, replaced, shareLanguage, toMs, type Row, type Rows, type Side } from "./row.js";

/** The shortest cue that an operation makes, in seconds. The shortest readable cue is longer: see norms.ts. */
export const SHORTEST = 0.1;

/**
 * The gap between the two parts of a split cue, in seconds: two frames at 25 frames per second, as in the engine's
 * layout.
 */
export const GAP = 0.08;

/** The bounds of a row: the end of the previous cue and the start of the next one in its languages. */
export function roomOf(rows: Rows, at: number): { from: number; to: number } {
  const row = rows[at] as Row;
  let from = 0;
  // These are almost always the neighbours. Rows of one language may lie in between.
  for (let i = at - 1; i >= 0 && i >= at - 20; i--)
    if (shareLanguage(row, rows[i] as Row)) from = Math.max(from, (rows[i] as Row).end);
  for (let i = at + 1; i < rows.length; i++)
    if (shareLanguage(row, rows[i] as Row)) return { from, to: (rows[i] as Row).start };
  return { from, to: Infinity };
}

/**
 * Sets the start. It stops at the end of the previous cue. A start after the row's end moves the whole row and keeps
 * its length.
 */
export function setStart(rows: Rows, at: number, seconds: number): Outcome {
  const row = rows[at];
  if (!row) return { refused: "no-room" };
  const { from, to } = roomOf(rows, at);
  const wanted = Math.max(0, toMs(seconds));
  const start = Math.max(wanted, Math.min(from, row.start));
  const limit: Limit | undefined = start > wanted ? "previous-ends" : undefined;
  if (start <= row.end - SHORTEST) return changed(rows, at, { ...row, start }, limit);
  const end = Math.min(toMs(start + row.end - row.start), Math.max(to, row.end));
  if (end - start < SHORTEST) return { refused: "no-room" };
  return changed(rows, at, moved(row, start, end), end < start + row.end - row.start ? "next-starts" : limit);
}

/** Sets the end. It stops at the start of the next cue. */
export function setEnd(rows: Rows, at: number, seconds: number): Outcome {
  const row = rows[at];
  if (!row) return { refused: "no-room" };
  const wanted = toMs(seconds);
  if (wanted <= row.start) return { refused: "end-before-start" };
  const end = Math.min(Math.max(wanted, toMs(row.start + SHORTEST)), Math.max(roomOf(rows, at).to, row.end));
  return changed(rows, at, { ...row, end }, end < wanted ? "next-starts" : undefined);
}

/** Moves one edge by seconds, forward or back. A nudge never moves the whole row. */
export function nudge(rows: Rows, at: number, edge: "start" | "end", by: number): Outcome {
  const row = rows[at];
  if (!row) return { refused: "no-room" };
  if (edge === "end") {
    return row.end + by < row.start + SHORTEST ? { refused: "too-short" } : setEnd(rows, at, row.end + by);
  }
  return row.start + by > row.end - SHORTEST ? { refused: "too-short" } : setStart(rows, at, row.start + by);
}

/** Moves a row to a new start, and all later rows by the same time. */
export function shiftFrom(rows: Rows, at: number, seconds: number): Outcome {
  const row = rows[at];
  if (!row) return { refused: "no-room" };
  const wanted = toMs(seconds - row.start);
  const by = Math.max(wanted, leastShift(rows, at));
  if (by === 0) return { refused: wanted === 0 ? "nothing-changed" : "no-room" };
  return {
    rows: inOrder(rows.map((one, i) => (i < at ? one : moved(one, toMs(one.start + by), toMs(one.end + by))))),
    ...(by > wanted ? { limit: "previous-ends" as const } : {}),
  };
}

/** How far back rows can move until one touches a cue of its language or the video's start. At most 0. */
function leastShift(rows: Rows, at: number): number {
  const ends = new Map<string, number>();
  for (const { sides, end } of rows.slice(0, at))
    for (const language of Object.keys(sides)) ends.set(language, Math.max(end, ends.get(language) ?? 0));
  let least = -(rows[at] as Row).start;
  const seen = new Set<string>();
  for (const { sides, start } of rows.slice(at)) {
    for (const language of Object.keys(sides)) {
      if (seen.has(language)) continue;
      seen.add(language);
      least = Math.max(least, (ends.get(language) ?? 0) - start);
    }
  }
  return Math.min(0, toMs(least));
}

/** The row with other times; its words move with its start. */
function moved(row: Row, start: number, end: number): Row {
  const by = start - row.start;
  const sides = Object.entries(row.sides).map(([language, side]): [string, Side] => [
    language,
    side.words
      ? {
          ...side,
          words: side.words.map((word) => ({
            ...word,
            start: Math.max(0, toMs(word.start + by)),
            end: Math.max(0, toMs(word.end + by)),
          })),
        }
      : side,
  ]);
  return { ...row, start, end, sides: Object.fromEntries(sides) };
}

function changed(rows: Rows, at: number, row: Row, limit: Limit | undefined): Outcome {
  const before = rows[at] as Row;
  if (before.start === row.start && before.end === row.end)
    return { refused: limit === undefined ? "nothing-changed" : "no-room" };
  return { rows: inOrder(replaced(rows, at, row)), ...(limit === undefined ? {} : { limit }) };
}

/**
 * Parses a time in the forms that people type: "1:02:03.5", "62,5", "1:02". null if the text is not a time.
 *
 * @example
 * parseTime("1:02,5"); // 62.5
 */
export function parseTime(typed: string): number | null {
  const parts = typed.trim().replace(",", ".").split(":");
  if (parts.length > 3) return null;
  let seconds = 0;
  for (const [i, part] of parts.entries()) {
    const isLast = i === parts.length - 1;
    if (!(isLast ? /^\d+(\.\d*)?$|^\.\d+$/ : /^\d+$/).test(part)) return null;
    const value = Number(part);
    if (i > 0 && value >= 60) return null;
    seconds = seconds * 60 + value;
  }
  return Number.isFinite(seconds) && seconds < 1_000_000 ? toMs(seconds) : null;
}
