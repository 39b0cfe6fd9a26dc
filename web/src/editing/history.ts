/** Undo and redo. Pure. */
import type { Focus } from "./outcome.js";
import { inOrder, sameRow, sameSide, type Row, type Rows, type Side } from "./row.js";

interface Step {
  before: Rows;
  after: Rows;
  /** The thing that is changed: more changes of it within COALESCED_MS belong to the same step. */
  tag: string | null;
  at: number;
  /** The place of the cursor. */
  focus: Focus | null;
}

export interface History {
  readonly rows: Rows;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

/** The longest pause between two keys of one step of undo, in milliseconds. */
const COALESCED_MS = 1000;
const MOST_STEPS = 1000;

export const startHistory = (rows: Rows): History => ({ rows, past: [], future: [] });

export interface Change {
  rows: Rows;
  /** Names the thing that is changed if many small changes are one step, such as typing in a field. */
  tag?: string | null;
  /** Milliseconds. */
  at: number;
  focus?: Focus | null;
}

/** Records a change. */
export function record({ rows: before, past }: History, { rows, tag = null, at, focus = null }: Change): History {
  const last = past.at(-1);
  if (last && tag !== null && last.tag === tag && at - last.at < COALESCED_MS && last.after === before)
    return { rows, past: [...past.slice(0, -1), { ...last, after: rows, at }], future: [] };
  return { rows, past: [...past.slice(-MOST_STEPS + 1), { before, after: rows, tag, at, focus }], future: [] };
}

/** Ends the current step: the next change begins another one. */
export function closeStep(history: History): History {
  const last = history.past.at(-1);
  return last === undefined || last.tag === null
    ? history
    : { ...history, past: [...history.past.slice(0, -1), { ...last, tag: null }] };
}

/** Takes rows that others changed: undo keeps the changes of others. */
export const rebase = (history: History, rows: Rows): History => ({ ...history, rows });

/** Undoes the last step; null if there is none. `focus`: the place of that step. */
export function undo({ rows, past, future }: History): { history: History; focus: Focus | null } | null {
  const step = past.at(-1);
  if (!step) return null;
  const back = turn(rows, step.after, step.before);
  return {
    history: { rows: back, past: past.slice(0, -1), future: [...future, step] },
    focus: step.focus ?? firstChange(rows, back),
  };
}

/** Redoes the last step that was undone. */
export function redo({ rows, past, future }: History): { history: History; focus: Focus | null } | null {
  const step = future.at(-1);
  if (!step) return null;
  const forth = turn(rows, step.before, step.after);
  return {
    history: { rows: forth, past: [...past, { ...step, tag: null }], future: future.slice(0, -1) },
    focus: firstChange(rows, forth) ?? step.focus,
  };
}

function firstChange(before: Rows, after: Rows): Focus | null {
  const known = new Set(before);
  const row = after.find((one) => !known.has(one));
  return row ? { key: row.key } : null;
}

/**
 * Goes from one state to another: to its rows if nobody changed them since, else only by the difference of the step.
 */
function turn(current: Rows, from: Rows, to: Rows): Rows {
  return current === from ? to : applyStep(current, from, to);
}

/** Applies the difference of two states to rows that others changed since. The changes of others stay. */
function applyStep(current: Rows, from: Rows, to: Rows): Rows {
  const before = new Map(from.map((row) => [row.key, row]));
  const after = new Map(to.map((row) => [row.key, row]));
  const rows: Row[] = [];
  const here = new Set<string>();
  for (const row of current) {
    here.add(row.key);
    const [was, is] = [before.get(row.key), after.get(row.key)];
    if (was === is || !was) rows.push(row);
    else if (is) rows.push(applyRow(row, was, is));
    else if (!sameRow(row, was)) rows.push(row);
  }
  for (const row of to) if (!before.has(row.key) && !here.has(row.key)) rows.push(row);
  return inOrder(rows);
}

function applyRow(row: Row, was: Row, is: Row): Row {
  const isMoved = (was.start !== is.start || was.end !== is.end) && row.start === was.start && row.end === was.end;
  const sides: Record<string, Side> = { ...row.sides };
  for (const language of new Set([...Object.keys(was.sides), ...Object.keys(is.sides)])) {
    const [old, other] = [was.sides[language], is.sides[language]];
    if (sameSide(old, other) || !sameSide(row.sides[language], old)) continue;
    if (other) sides[language] = other;
    else delete sides[language];
  }
  return { ...row, ...(isMoved ? { start: is.start, end: is.end } : {}), sides };
}
