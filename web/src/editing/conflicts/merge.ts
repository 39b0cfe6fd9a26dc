/** Three-way merge by cue: what was last saved, mine, and what somebody else saved meanwhile. Pure. */
import {
  cuesOf,
  freshKey,
  keyed,
  pairCues,
  sameCue,
  sameRow,
  sameSide,
  sideWithText,
  type Cue,
  type KeyedCue,
  type Row,
  type Rows,
} from "../row.js";
import { matchCues } from "./match-cues.js";

/**
 * A thing that both changed: the document has the server's version, and mine is stored here until a person has chosen.
 */
export interface Conflict {
  /** Key of the row; of a cue that they deleted, a key that no row has. */
  key: string;
  language: string;
  kind: "text" | "times" | "they-deleted" | "i-deleted";
  mine: KeyedCue;
  theirs: KeyedCue | null;
}

/** The cues of each language at the last save. */
export type Base = Readonly<Record<string, readonly KeyedCue[]>>;

/** The base with another text of one cue: the server has changed that one alone. */
export const withBaseText = (base: Base, { language, at }: { language: string; at: number }, text: string): Base => ({
  ...base,
  [language]: (base[language] ?? []).map((cue, i) => (i === at ? { ...cue, side: sideWithText(cue.side, text) } : cue)),
});

export interface Merged {
  rows: Rows;
  base: Base;
  conflicts: Conflict[];
  /** Keys of rows that somebody else changed or added. */
  changed: Set<string>;
}

/**
 * Merges the server's documents into the rows.
 *
 * @param theirs documents of the languages that somebody else changed
 */
export function mergeDocuments(
  before: { base: Base; rows: Rows },
  theirs: Readonly<Record<string, readonly Cue[]>>,
): Merged {
  const lists: Record<string, readonly KeyedCue[]> = {};
  const bases: Record<string, readonly KeyedCue[]> = {};
  const conflicts: Conflict[] = [];
  const changedByLanguage: Record<string, Set<string>> = {};
  for (const language of new Set([...Object.keys(before.base), ...Object.keys(theirs)])) {
    const base = before.base[language] ?? [];
    const mine = cuesOf(before.rows, language);
    const cues = theirs[language];
    if (!cues) {
      lists[language] = mine;
      bases[language] = base;
      continue;
    }
    const merged = mergeLanguage(language, base, mine, cues);
    lists[language] = merged.cues;
    bases[language] = merged.theirs;
    conflicts.push(...merged.conflicts);
    changedByLanguage[language] = merged.changed;
  }
  const paired = pairCues(lists);
  const rowKey = (language: string, key: string): string => paired.keyOf[language]?.get(key) ?? key;
  const changed = new Set<string>();
  for (const [language, keys] of Object.entries(changedByLanguage))
    for (const key of keys) changed.add(rowKey(language, key));
  return {
    rows: reused(paired.rows, before.rows),
    base: Object.fromEntries(
      Object.entries(bases).map(([language, cues]) => [
        language,
        cues.map((cue) => {
          const key = rowKey(language, cue.key);
          return key === cue.key ? cue : { ...cue, key };
        }),
      ]),
    ),
    conflicts: withoutRepeats(conflicts.map((one) => ({ ...one, key: rowKey(one.language, one.key) }))),
    changed,
  };
}

/** The times of a row make one conflict, whatever its languages. */
function withoutRepeats(conflicts: readonly Conflict[]): Conflict[] {
  const seen = new Set<string>();
  return conflicts.filter(({ key, kind, language }) => {
    const name = kind === "times" ? `${key} times` : `${key} ${kind} ${language}`;
    return !seen.has(name) && Boolean(seen.add(name));
  });
}

/** Rows with the same content stay the same objects, so that React does not render them again. */
function reused(rows: Rows, before: Rows): Rows {
  const known = new Map(before.map((row) => [row.key, row]));
  let isSame = rows.length === before.length;
  const kept = rows.map((row, i): Row => {
    const old = known.get(row.key);
    const one = old && sameRow(old, row) ? old : row;
    isSame &&= one === before[i];
    return one;
  });
  return isSame ? before : kept;
}

function mergeLanguage(
  language: string,
  base: readonly KeyedCue[],
  mine: readonly KeyedCue[],
  cues: readonly Cue[],
): { cues: KeyedCue[]; theirs: KeyedCue[]; conflicts: Conflict[]; changed: Set<string> } {
  const was = new Map(base.map((cue) => [cue.key, cue]));
  const own = new Map(mine.map((cue) => [cue.key, cue]));
  const theirs = withKeys(base, mine, cues);
  const there = new Map(theirs.map((cue) => [cue.key, cue]));
  const merged: KeyedCue[] = [];
  const conflicts: Conflict[] = [];
  const changed = new Set<string>();

  for (const cue of mine) {
    if (there.has(cue.key)) continue;
    const old = was.get(cue.key);
    if (!old) merged.push(cue);
    else if (old.side.text === cue.side.text) changed.add(cue.key);
    else conflicts.push({ key: cue.key, language, kind: "they-deleted", mine: cue, theirs: null });
  }
  for (const cue of theirs) {
    const [old, me] = [was.get(cue.key), own.get(cue.key)];
    if (!old || !sameCue(old, cue)) changed.add(cue.key);
    if (me) {
      // A cue that both added in one place has an empty text as its base.
      merged.push(mergeCue(language, old ?? { ...cue, side: { text: "" } }, me, cue, conflicts));
    } else if (!old || old.side.text !== cue.side.text) {
      if (old) conflicts.push({ key: cue.key, language, kind: "i-deleted", mine: old, theirs: cue });
      merged.push(cue);
    }
  }
  merged.sort((a, b) => a.start - b.start);
  return { cues: withoutOverlaps(merged, there), theirs, conflicts, changed };
}

/** Their cues with the keys of mine. A cue that both added in the same place counts as one. */
function withKeys(base: readonly KeyedCue[], mine: readonly KeyedCue[], cues: readonly Cue[]): KeyedCue[] {
  const unkeyed = cues.map((cue) => keyed(cue, ""));
  const keys = matchCues(base, unkeyed);
  const known = new Set(base.map(({ key }) => key));
  const added = new Map<string, KeyedCue>();
  for (const cue of mine) if (!known.has(cue.key)) added.set(`${cue.start} ${cue.end}`, cue);
  return unkeyed.map((cue, i) => {
    const place = `${cue.start} ${cue.end}`;
    const same = keys[i] === null ? added.get(place) : undefined;
    if (same) added.delete(place);
    return { ...cue, key: keys[i] ?? same?.key ?? freshKey() };
  });
}

function mergeCue(language: string, old: KeyedCue, mine: KeyedCue, theirs: KeyedCue, conflicts: Conflict[]): KeyedCue {
  const times = (cue: KeyedCue): { start: number; end: number } => ({ start: cue.start, end: cue.end });
  const isTimed = (a: KeyedCue, b: KeyedCue): boolean => a.start === b.start && a.end === b.end;
  let moment = theirs;
  if (isTimed(old, theirs)) moment = mine;
  else if (!isTimed(old, mine) && !isTimed(mine, theirs))
    conflicts.push({ key: theirs.key, language, kind: "times", mine, theirs });

  let { side } = theirs;
  if (sameSide(old.side, theirs.side)) side = mine.side;
  else if (old.side.text === theirs.side.text && mine.side.text !== theirs.side.text) side = mine.side;
  else if (old.side.text !== mine.side.text && mine.side.text !== theirs.side.text)
    conflicts.push({ key: theirs.key, language, kind: "text", mine, theirs });
  return { key: theirs.key, ...times(moment), side };
}

/** Changes of both sides may overlap: then a cue that I changed ends where the next one begins. */
function withoutOverlaps(cues: readonly KeyedCue[], there: ReadonlyMap<string, KeyedCue>): KeyedCue[] {
  const isTheirs = (cue: KeyedCue): boolean => {
    const other = there.get(cue.key);
    return other?.start === cue.start && other.end === cue.end;
  };
  return cues.map((cue, i) => {
    const next = cues[i + 1];
    if (!next || cue.end <= next.start || next.start <= cue.start || (isTheirs(cue) && isTheirs(next))) return cue;
    return { ...cue, end: next.start };
  });
}
