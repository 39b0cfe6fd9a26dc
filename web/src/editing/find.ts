/** Find and replace in rows. Pure. */
import type { Row, Rows } from "./row.js";
import { withText } from "./text.js";

export interface Query {
  text: string;
  caseSensitive: boolean;
  wholeWord: boolean;
  /** The languages to search. */
  languages: readonly string[];
}

/** A place in a text: characters `from` to `to`. */
export interface Span {
  from: number;
  to: number;
}

export interface Match extends Span {
  /** Of the row. */
  at: number;
  key: string;
  language: string;
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A letter, digit, or a mark on one: what belongs to a word in any script. */
const IN_WORD = "[\\p{L}\\p{N}\\p{M}_]";

/**
 * The pattern of a query; null if the query is empty. A space also finds a line's end, since the place of a line break
 * does not matter. A letter with an accent is found in its composed and its decomposed form.
 */
export function patternOf({ text, caseSensitive, wholeWord }: Query): RegExp | null {
  if (text === "") return null;
  const forms = [...new Set([text.normalize("NFC"), text.normalize("NFD")])].map((form) =>
    form.split(/\s+/u).map(escaped).join("\\s+"),
  );
  const core = forms.length > 1 ? `(?:${forms.join("|")})` : (forms[0] ?? "");
  const source = wholeWord ? `(?<!${IN_WORD})${core}(?!${IN_WORD})` : core;
  return new RegExp(source, caseSensitive ? "gu" : "giu");
}

/** The matches of a pattern in a text. */
export const spansIn = (text: string, pattern: RegExp): Span[] =>
  Array.from(text.matchAll(pattern), (match) => ({ from: match.index, to: match.index + match[0].length }));

/** All matches, in the order of rows, then of the query's languages. */
export function findAll(rows: Rows, query: Query): Match[] {
  const pattern = patternOf(query);
  if (!pattern) return [];
  const found: Match[] = [];
  for (const [at, { key, sides }] of rows.entries()) {
    for (const language of query.languages) {
      const text = sides[language]?.text;
      if (text === undefined) continue;
      for (const span of spansIn(text, pattern)) found.push({ at, key, language, ...span });
    }
  }
  return found;
}

/** Index of the first match at or after a place, or before it; the search wraps around. */
export function nextMatch(
  matches: readonly Match[],
  place: { at: number; language?: string | undefined; caret: number },
  step: 1 | -1,
  languages: readonly string[],
): number {
  const rank = ({ at, language, from }: { at: number; language: string; from: number }): readonly number[] => [
    at,
    languages.indexOf(language),
    from,
  ];
  const here = [place.at, place.language === undefined ? -1 : languages.indexOf(place.language), place.caret];
  const compare = (match: Match): number => {
    const there = rank(match);
    for (let i = 0; i < 3; i++) if (there[i] !== here[i]) return (there[i] ?? 0) - (here[i] ?? 0);
    return 0;
  };
  if (matches.length === 0) return -1;
  if (step === 1) {
    const next = matches.findIndex((match) => compare(match) >= 0);
    return next === -1 ? 0 : next;
  }
  const before = matches.findLastIndex((match) => compare(match) < 0);
  return before === -1 ? matches.length - 1 : before;
}

/** Replaces one match if it still exists. */
export function replaceOne(rows: Rows, match: Match, replacement: string): Rows {
  const row = rows[match.at];
  const text = row?.sides[match.language]?.text;
  if (row?.key !== match.key || text === undefined) return rows;
  const changed = text.slice(0, match.from) + replacement + text.slice(match.to);
  return rows.with(match.at, withText(row, match.language, changed));
}

/** Replaces all matches; the replacement is literal text without special characters. */
export function replaceAll(rows: Rows, query: Query, replacement: string): { rows: Rows; count: number } {
  const pattern = patternOf(query);
  if (!pattern) return { rows, count: 0 };
  let count = 0;
  const changed = rows.map((row): Row => {
    let one = row;
    for (const language of query.languages) {
      const text = row.sides[language]?.text;
      if (text === undefined) continue;
      const after = text.replace(pattern, () => {
        count += 1;
        return replacement;
      });
      if (after !== text) one = withText(one, language, after);
    }
    return one;
  });
  return count === 0 ? { rows, count } : { rows: changed, count };
}
