/** Changes that were not saved, as something that a browser can keep, and back. Pure. */
import { matchCues } from "./match-cues.js";
import { mergeDocuments, type Base, type Merged } from "./merge.js";
import { cuesOf, freshKey, keyed, pairCues, sameCue, type Cue, type KeyedCue, type Rows } from "./row.js";

/** A cue that was changed (both), added (`now` alone) or deleted (`was` alone). */
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

/** What is changed of each language; null if nothing is. */
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

/** Applies a draft to what the server has now, as a merge: what both changed is a conflict. */
export function applyDraft(draft: Draft, documents: Readonly<Record<string, readonly Cue[]>>): Merged {
  const bases: Record<string, KeyedCue[]> = {};
  const mine: Record<string, KeyedCue[]> = {};
  for (const [language, cues] of Object.entries(documents)) {
    const entries = draft[language] ?? [];
    const there = cues.map((cue) => keyed(cue, freshKey()));
    const old = entries.flatMap((entry) => (entry.was ? [{ entry, cue: keyed(entry.was, freshKey()) }] : []));
    old.sort((a, b) => a.cue.start - b.cue.start);
    const keys = matchCues(
      there,
      old.map(({ cue }) => cue),
    );
    const was = new Map(there.map((cue) => [cue.key, cue]));
    const now = new Map(was);
    for (const [i, { entry, cue }] of old.entries()) {
      const key = keys[i] ?? cue.key;
      was.set(key, { ...cue, key });
      if (entry.now) now.set(key, keyed(entry.now, key));
      else now.delete(key);
    }
    for (const entry of entries)
      if (!entry.was && entry.now) {
        const key = freshKey();
        now.set(key, keyed(entry.now, key));
      }
    const inOrder = (map: Map<string, KeyedCue>): KeyedCue[] => [...map.values()].sort((a, b) => a.start - b.start);
    bases[language] = inOrder(was);
    mine[language] = inOrder(now);
  }
  const paired = pairCues(mine);
  const rekeyed = Object.entries(bases).map(([language, cues]) => [
    language,
    cues.map((cue) => ({ ...cue, key: paired.keyOf[language]?.get(cue.key) ?? cue.key })),
  ]);
  return mergeDocuments({ base: Object.fromEntries(rekeyed) as Base, rows: paired.rows }, documents);
}
