/** Documents of several languages as rows, and back. Pure. */

/** A recognized word. Times in seconds. */
export interface Word {
  text: string;
  start: number;
  end: number;
  confidence: number;
  /** The times are a guess. */
  estimated?: true | undefined;
  /** The recognizer is often wrong about it: the editor marks it. */
  doubtful?: true | undefined;
}

/** A cue of one language in the server's form. Times in seconds. */
export interface Cue {
  index: number;
  start: number;
  end: number;
  text: string;
  failed?: boolean | undefined;
  words?: Word[] | undefined;
}

/** A cue with the key of its row. */
export interface KeyedCue {
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly side: Side;
}

/** The part of a row in one language. */
export interface Side {
  readonly text: string;
  readonly words?: readonly Word[];
  /** Its segment could not be recognized. */
  readonly failed?: true;
}

/** One moment with a text in each language. Times in seconds, whole milliseconds. */
export interface Row {
  /** Identifies the row as long as the page is open. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly sides: Readonly<Record<string, Side>>;
}

/** In the order of their starts. */
export type Rows = readonly Row[];

let lastKey = 0;

/** A key that no row has. */
export const freshKey = (): string => `r${++lastKey}`;

/** Rounded to milliseconds, the precision of stored times. */
export const toMs = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** A cue of the server, with a key. */
export function keyed(cue: Cue, key: string): KeyedCue {
  const side: Side = {
    text: cue.text,
    ...(cue.words === undefined ? {} : { words: cue.words }),
    ...(cue.failed === true ? { failed: true } : {}),
  };
  return { key, start: toMs(cue.start), end: toMs(cue.end), side };
}

/**
 * Makes rows from the cues of each language. Cues of two languages form one row if their times agree. A cue without a
 * partner is a row of one language.
 *
 * @example
 * rowsOf({ en: [{ index: 1, start: 0, end: 1, text: "Yes" }], es: [{ index: 1, start: 0, end: 1, text: "Sí" }] }).length; // 1
 */
export function rowsOf(documents: Readonly<Record<string, readonly Cue[]>>): Rows {
  const lists = Object.entries(documents).map(
    ([language, cues]) => [language, cues.map((cue) => keyed(cue, freshKey()))] as const,
  );
  return pairCues(Object.fromEntries(lists)).rows;
}

/** Makes rows from lists whose cues have keys; `keyOf` maps a cue's key to its row's key, by language. */
export function pairCues(lists: Readonly<Record<string, readonly KeyedCue[]>>): {
  rows: Rows;
  keyOf: Record<string, Map<string, string>>;
} {
  let rows: Row[] = [];
  const used = new Set<string>();
  const keyOf: Record<string, Map<string, string>> = {};
  for (const [language, cues] of Object.entries(lists)) {
    const keys = (keyOf[language] = new Map<string, string>());
    rows = addLanguage(rows, language, cues, used, keys);
  }
  return { rows, keyOf };
}

function addLanguage(
  rows: readonly Row[],
  language: string,
  cues: readonly KeyedCue[],
  used: Set<string>,
  keys: Map<string, string>,
): Row[] {
  const merged: Row[] = [];
  let at = 0;
  for (const { key, start, end, side } of cues) {
    while (at < rows.length && (rows[at] as Row).start < start) merged.push(rows[at++] as Row);
    let partner = at;
    while (rows[partner]?.start === start && rows[partner]?.end !== end) partner += 1;
    if (rows[partner]?.start === start) {
      while (at < partner) merged.push(rows[at++] as Row);
      const row = rows[at++] as Row;
      keys.set(key, row.key);
      merged.push({ ...row, sides: { ...row.sides, [language]: side } });
    } else {
      const own = used.has(key) ? freshKey() : key;
      used.add(own);
      keys.set(key, own);
      merged.push({ key: own, start, end, sides: { [language]: side } });
    }
  }
  merged.push(...rows.slice(at));
  return merged;
}

/** The cues of one language with their rows' keys. */
export function cuesOf(rows: Rows, language: string): KeyedCue[] {
  const cues: KeyedCue[] = [];
  for (const { key, start, end, sides } of rows) {
    const side = sides[language];
    if (side) cues.push({ key, start, end, side });
  }
  return cues;
}

/** One language in the server's form: cues are numbered from 1. */
export const documentOf = (rows: Rows, language: string): { language: string; cues: Cue[] } => ({
  language,
  cues: cuesOf(rows, language).map(({ start, end, side }, i) => ({
    index: i + 1,
    start,
    end,
    text: side.text,
    ...(side.failed === true ? { failed: true } : {}),
    ...(side.words === undefined ? {} : { words: [...side.words] }),
  })),
});

/** A side with another text, by a person or a translator: it is no longer one that failed. */
export function sideWithText({ failed: _, ...side }: Side, text: string): Side {
  return { ...side, text };
}

/** All languages that rows have. */
export function languagesOf(rows: Rows): string[] {
  const found = new Set<string>();
  for (const { sides } of rows) for (const language of Object.keys(sides)) found.add(language);
  return [...found];
}

/** Whether two rows have a language in common, so that they must not overlap. */
export const shareLanguage = (a: Row, b: Row): boolean => Object.keys(a.sides).some((language) => language in b.sides);

/** Rows with one of them replaced. */
export function replaced(rows: Rows, at: number, row: Row): Rows {
  const copy = rows.slice();
  copy[at] = row;
  return copy;
}

/** Index of a key; -1 if no row has it. The search begins around `near`. */
export function indexOfKey(rows: Rows, key: string, near = 0): number {
  for (let i = Math.max(0, near - 2); i < Math.min(rows.length, near + 3); i++) if (rows[i]?.key === key) return i;
  return rows.findIndex((row) => row.key === key);
}

/** In the order of starts; rows of one start stay as they are. The same array if nothing moves. */
export function inOrder(rows: Rows): Rows {
  return rows.every((row, i) => i === 0 || (rows[i - 1] as Row).start <= row.start)
    ? rows
    : rows.toSorted((a, b) => a.start - b.start);
}

export const sameSide = (a: Side | undefined, b: Side | undefined): boolean =>
  a === b ||
  (a !== undefined && b !== undefined && a.text === b.text && a.failed === b.failed && sameWords(a.words, b.words));

function sameWords(a: readonly Word[] | undefined, b: readonly Word[] | undefined): boolean {
  if (a === b) return true;
  if (a?.length !== b?.length) return false;
  return (a ?? []).every((word, i) => {
    const other = b?.[i];
    return (
      word.text === other?.text &&
      word.start === other.start &&
      word.end === other.end &&
      word.confidence === other.confidence &&
      word.doubtful === other.doubtful &&
      word.estimated === other.estimated
    );
  });
}

/** Whether two rows have the same content, whatever their keys. */
export function sameRow(a: Row, b: Row): boolean {
  if (a === b) return true;
  if (a.start !== b.start || a.end !== b.end) return false;
  const [of, also] = [Object.keys(a.sides), Object.keys(b.sides)];
  return of.length === also.length && of.every((language) => sameSide(a.sides[language], b.sides[language]));
}

/** Whether two rows have the same cue in one language. */
export function sameCue(a: KeyedCue, b: KeyedCue): boolean {
  return a.start === b.start && a.end === b.end && sameSide(a.side, b.side);
}
