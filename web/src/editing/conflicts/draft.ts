/** Unsaved changes in a form that the browser's storage takes, and back. Pure. */
import { matchCues } from "./match-cues.js";
import { mergeDocuments, type Base, type Merged } from "./merge.js";
import {
  cuesOf,
  documentOf,
  freshKey,
  keyed,
  languagesOf,
  pairCues,
  sameCue,
  type Cue,
  type KeyedCue,
  type Rows,
} from "../row.js";

/** A cue that was changed (both), added (only `now`) or deleted (only `was`). */
interface Entry {
  was?: Cue;
  now?: Cue;
}

/** By language. */
export type Draft = Readonly<Record<string, readonly Entry[]>>;

const plain = ({ start, end, side }: KeyedCue): Cue => ({
  index: 1,
  start,
  end,
  text: side.text,
  ...(side.failed === true ? { failed: true } : {}),
  ...(side.words ? { words: [...side.words] } : {}),
});

/** The changes of each language; null without changes. */
export function draftOf(base: Base, rows: Rows): Draft | null {
  const draft: Record<string, Entry[]> = {};
  for (const [language, cues] of Object.entries(base)) {
    const entries: Entry[] = [];
    const was = new Map(cues.map((cue) => [cue.key, cue]));
    for (const cue of cuesOf(rows, language)) {
      const old = was.get(cue.key);
      was.delete(cue.key);
      if (!old) entries.push({ now: plain(cue) });
      else if (!sameCue(old, cue)) entries.push({ was: plain(old), now: plain(cue) });
    }
    for (const old of was.values()) entries.push({ was: plain(old) });
    if (entries.length > 0) draft[language] = entries;
  }
  return Object.keys(draft).length === 0 ? null : draft;
}

/** How many cues a draft changes. */
export const sizeOf = (draft: Draft): number => Math.max(0, ...Object.values(draft).map((entries) => entries.length));

/** Whether a language differs from what was saved. */
export function isChanged(base: Base, rows: Rows, language: string): boolean {
  const was = base[language] ?? [];
  let at = 0;
  for (const cue of cuesOf(rows, language)) {
    const old = was[at++];
    if (!old || !sameCue(old, cue)) return true;
  }
  return at !== was.length;
}

/** Merges a draft into rows: a cue that both changed becomes a conflict. Rows keep their keys. */
export function applyDraft(draft: Draft, rows: Rows): Merged {
  const bases: Record<string, KeyedCue[]> = {};
  const mine: Record<string, KeyedCue[]> = {};
  const documents: Record<string, Cue[]> = {};
  for (const language of languagesOf(rows)) {
    const there = cuesOf(rows, language);
    const entries = draft[language] ?? [];
    const old = entries
      .flatMap(({ was, now }) => (was ? [{ now, cue: keyed(was, freshKey()) }] : []))
      .sort((a, b) => a.cue.start - b.cue.start);
    const keys = matchCues(
      there,
      old.map(({ cue }) => cue),
    );
    const before = new Map(there.map((cue) => [cue.key, cue]));
    const after = new Map(before);
    for (const [i, { now, cue }] of old.entries()) {
      const key = keys[i] ?? cue.key;
      before.set(key, { ...cue, key });
      if (now) after.set(key, keyed(now, key));
      else after.delete(key);
    }
    const added = entries.flatMap(({ was, now }) => (!was && now ? [keyed(now, freshKey())] : []));
    bases[language] = inOrder(before.values());
    mine[language] = inOrder([...after.values(), ...added]);
    documents[language] = documentOf(rows, language).cues;
  }
  const paired = pairCues(mine);
  const base = Object.entries(bases).map(([language, cues]) => [
    language,
    cues.map((cue) => ({ ...cue, key: paired.keyOf[language]?.get(cue.key) ?? cue.key })),
  ]);
  return mergeDocuments({ base: Object.fromEntries(base) as Base, rows: paired.rows }, documents);
}

const inOrder = (cues: Iterable<KeyedCue>): KeyedCue[] => [...cues].sort((a, b) => a.start - b.start);
