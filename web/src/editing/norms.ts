/**
 * The readability of a cue: reading speed, lines and duration, by the limits that the engine uses for its layout. Pure.
 */
import { NOT_TRANSCRIBED, NOT_TRANSLATED, READING_SPEED } from "../../../src/subtitles/layout/layout.js";
import { lengthOf, LINE_LENGTH, MOST_LINES } from "../../../src/subtitles/layout/line-breaking.js";
import { MAX_MS, MIN_MS } from "../../../src/subtitles/layout/partition.js";
import { shareLanguage, type Row, type Rows } from "./row.js";

/** What breaks a norm. `text` concerns one language, `time` all. */
export type Breach = "fast" | "long-line" | "lines" | "missing" | "short" | "long" | "overlap";

/** A text's measures. */
export interface Measure {
  /** Characters per second. */
  speed: number;
  /** Characters of each line. */
  lines: number[];
  breaches: Breach[];
}

/**
 * The reading speed, in characters per second, above which a text is marked as too fast. Half a character more than the
 * norm is not noticeable.
 */
export const FASTEST = READING_SPEED + 0.5;

/** Texts of Latin letters are not segmented by character: 5,000 cues are measured in milliseconds. */
const PLAIN = /^[\n\r\x20-\x7e\xa0-\u024f]*$/;
const length = (text: string): number => (PLAIN.test(text) ? text.length : lengthOf(text));

/** Measures of a text that is shown for `seconds`. */
export function measure(text: string, seconds: number): Measure {
  const lines = text === "" ? [] : text.split("\n").map(length);
  const characters = lines.reduce((sum, line) => sum + line, 0) + Math.max(0, lines.length - 1);
  const speed = seconds > 0 ? characters / seconds : 0;
  const breaches: Breach[] = [];
  if (text.trim() === "" || text.includes(NOT_TRANSCRIBED) || text.includes(NOT_TRANSLATED)) breaches.push("missing");
  if (speed > FASTEST) breaches.push("fast");
  if (lines.some((line) => line > LINE_LENGTH)) breaches.push("long-line");
  if (lines.length > MOST_LINES) breaches.push("lines");
  return { speed, lines, breaches };
}

/** Measures of a row's texts, and breaches of its times. */
export interface RowMeasure {
  sides: Readonly<Record<string, Measure>>;
  times: readonly Breach[];
}

const known = new WeakMap<Row, RowMeasure>();

/** A row's measures. Rows are immutable, so each is measured once. */
export function measureRow(row: Row): RowMeasure {
  const before = known.get(row);
  if (before) return before;
  const seconds = row.end - row.start;
  const ms = Math.round(seconds * 1000);
  const times: Breach[] = [];
  // Layouts at other frame rates round to the frame: one frame less breaks no norm.
  if (ms < MIN_MS - 42) times.push("short");
  if (ms > MAX_MS) times.push("long");
  const sides = Object.fromEntries(
    Object.entries(row.sides).map(([language, { text }]) => [language, measure(text, seconds)]),
  );
  const measured = { sides, times };
  known.set(row, measured);
  return measured;
}

/** Whether a row overlaps the start of a later row in one of its languages. */
export function overlapsNext(rows: Rows, at: number): boolean {
  const row = rows[at] as Row;
  for (let i = at + 1; i < rows.length && (rows[i] as Row).start < row.end; i++)
    if (shareLanguage(row, rows[i] as Row)) return true;
  return false;
}

/** Whether a row breaks a norm in one of these languages. */
export function breaks(rows: Rows, at: number, languages: readonly string[]): boolean {
  const { sides, times } = measureRow(rows[at] as Row);
  return (
    times.length > 0 ||
    languages.some((language) => (sides[language]?.breaches.length ?? 0) > 0) ||
    overlapsNext(rows, at)
  );
}

/** Whether a row has doubtful words in one of these languages. */
export const isDoubtful = (row: Row, languages: readonly string[]): boolean =>
  languages.some((language) => row.sides[language]?.words?.some(({ doubtful }) => doubtful === true) === true);

/**
 * Index of the next row that fulfils the condition, or with -1 of the previous one; the search wraps around. -1 if
 * there is none.
 */
export function findRow(rows: Rows, from: number, step: 1 | -1, isSo: (at: number) => boolean): number {
  for (let i = 1; i <= rows.length; i++) {
    const at = (((from + i * step) % rows.length) + rows.length) % rows.length;
    if (isSo(at)) return at;
  }
  return -1;
}
