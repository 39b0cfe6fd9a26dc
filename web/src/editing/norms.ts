/**
 * The readability of a cue by the rules of `sister subtitles check`: the same module decides in the command, the server and the page. Pure.
 */
import { NOT_TRANSCRIBED, NOT_TRANSLATED } from "../../../src/subtitles/layout/layout.js";
import { checkCues, type Rule } from "../../../src/subtitles/norms/check.js";
import { DEFAULT_PROFILE, normsOf, type Norms } from "../../../src/subtitles/norms/profile.js";
import { textLength } from "../../../src/subtitles/norms/text-length.js";
import { shareLanguage, type Row, type Rows } from "./row.js";

/** What breaks a norm. A mark in place of a text is `missing`, as an empty text is. */
export type Breach = Exclude<Rule, "empty"> | "missing";

/** A text's measures. */
export interface Measure {
  /** Characters per second. */
  speed: number;
  /** Characters of each line. */
  lines: number[];
  breaches: Breach[];
}

/** Breaches that a reader notices and no broadcaster refuses. */
export const isAdvice = (breach: Breach): boolean => breach === "line-break";

const OF_TIMES: ReadonlySet<Rule> = new Set<Rule>(["too-short", "too-long"]);

const norms = new Map<string, Norms>();

/** The norms of a profile for a language; for a profile that this page does not know, those of the default one. */
export function pageNorms(profile: string, language: string): Norms {
  const key = `${profile} ${language}`;
  const known = norms.get(key);
  if (known) return known;
  let found: Norms;
  try {
    found = normsOf(profile, language);
  } catch {
    found = normsOf(DEFAULT_PROFILE, language);
  }
  norms.set(key, found);
  return found;
}

interface Found extends Measure {
  times: Breach[];
}

function look(text: string, seconds: number, of: Norms): Found {
  const lines = text === "" ? [] : text.split("\n").map((line) => textLength(line, of.language));
  const characters = lines.reduce((sum, line) => sum + line, 0);
  const breaches: Breach[] = [];
  const times: Breach[] = [];
  if (text.trim() === "" || text.includes(NOT_TRANSCRIBED) || text.includes(NOT_TRANSLATED)) breaches.push("missing");
  for (const { rule } of checkCues([{ start: 0, end: Math.round(seconds * 1000), text }], { norms: of })) {
    if (rule === "empty") continue;
    const list = OF_TIMES.has(rule) ? times : breaches;
    if (!list.includes(rule)) list.push(rule);
  }
  return { speed: seconds > 0 ? characters / seconds : 0, lines, breaches, times };
}

/** Measures of a text that is shown for `seconds`. */
export function measure(text: string, seconds: number, of: Norms): Measure {
  const { times: _, ...measured } = look(text, seconds, of);
  return measured;
}

/** Measures of a row's texts, and breaches of its times. */
export interface RowMeasure {
  sides: Readonly<Record<string, Measure>>;
  times: readonly Breach[];
}

const known = new WeakMap<Row, { profile: string; measured: RowMeasure }>();

/** A row's measures. Rows are immutable, so each is measured once. */
export function measureRow(row: Row, profile: string = DEFAULT_PROFILE): RowMeasure {
  const before = known.get(row);
  if (before?.profile === profile) return before.measured;
  const times = new Set<Breach>();
  const sides = Object.fromEntries(
    Object.entries(row.sides).map(([language, { text }]) => {
      const { times: own, ...side } = look(text, row.end - row.start, pageNorms(profile, language));
      for (const breach of own) times.add(breach);
      return [language, side];
    }),
  );
  const measured = { sides, times: [...times] };
  known.set(row, { profile, measured });
  return measured;
}

/** What is wrong between a row and the next one in one of its languages: an overlap, or a pause that is too short. */
export function breachAfter(rows: Rows, at: number, profile: string = DEFAULT_PROFILE): "overlap" | "gap" | null {
  const row = rows[at] as Row;
  const next = rows.slice(at + 1, at + 20).find((other) => shareLanguage(row, other));
  if (!next) return null;
  const [language = ""] = Object.keys(row.sides);
  const pair = [row, next].map(({ start, end }) => ({
    start: Math.round(start * 1000),
    end: Math.round(end * 1000),
    text: "",
  }));
  const found = checkCues(pair, { norms: pageNorms(profile, language) });
  return (["overlap", "gap"] as const).find((rule) => found.some((breach) => breach.rule === rule)) ?? null;
}

/** Whether a row breaks a norm in one of these languages. Advice does not count. */
export function breaks(
  rows: Rows,
  at: number,
  languages: readonly string[],
  profile: string = DEFAULT_PROFILE,
): boolean {
  const { sides, times } = measureRow(rows[at] as Row, profile);
  return (
    times.length > 0 ||
    languages.some((language) => sides[language]?.breaches.some((breach) => !isAdvice(breach)) === true) ||
    breachAfter(rows, at, profile) !== null
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
