/** Times of rows: set, nudged, shifted. Cues of one language never come to overlap. Pure. */
import type { Limit, Outcome } from "./outcome.js";
import { inOrder, replaced, shareLanguage, toMs, type Row, type Rows, type Side } from "./row.js";

/** A cue of less than this (seconds) cannot be made. What can be read takes longer: norms.ts. */
export const SHORTEST = 0.1;

/** Between two cues that come out of one, in seconds: two frames at 25 a second, as in the engine's layout. */
export const GAP = 0.08;

/** Where a row can lie: after the cues of its languages that come before it, and before those that follow. */
export function roomOf(rows: Rows, at: number): { from: number; to: number } {
  const row = rows[at] as Row;
  let from = 0;
  // Almost always the neighbours; a few more where languages have cues of their own.
  for (let i = at - 1; i >= 0 && i >= at - 20; i--)
    if (shareLanguage(row, rows[i] as Row)) from = Math.max(from, (rows[i] as Row).end);
  for (let i = at + 1; i < rows.length; i++)
    if (shareLanguage(row, rows[i] as Row)) return { from, to: (rows[i] as Row).start };
  return { from, to: Infinity };
}

/**
 * A new start. It stops at the end of the cue before. A start behind the row's end takes the row with it, as long as it is.
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

/** A new end. It stops at the start of the next cue. */
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

/** Moves a row to a start, and all that follow by as much. */
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

/** How far back rows can go before one meets a cue of its language, or the video's start. At most 0. */
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

/** A row with other times; its words move with its start. */
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
 * A time as people type it: "1:02:03.5", "62,5", "1:02". null if it is none.
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
