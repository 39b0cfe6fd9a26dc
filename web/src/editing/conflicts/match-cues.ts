/** Matches the cues of two documents, since cues have no ids. Pure. */
import type { KeyedCue } from "../row.js";

/** A cue that moved further than this, in seconds, is another cue, even if its text is the same. */
const SAME_TEXT_WITHIN = 120;

/**
 * The key of each cue: that of the known cue that it matches, or null if it is new. First matches the same time and
 * text, then the same text, then the same times, then an overlap of at least half.
 *
 * @param known in the order of starts, as `cues`
 */
export function matchCues(known: readonly KeyedCue[], cues: readonly KeyedCue[]): (string | null)[] {
  const keys: (string | null)[] = cues.map(() => null);
  const free = new Set(known);
  const give = (at: number, cue: KeyedCue): void => {
    keys[at] = cue.key;
    free.delete(cue);
  };
  const byName = (name: (cue: KeyedCue) => string, isNear: (a: KeyedCue, b: KeyedCue) => boolean): void => {
    const waiting = new Map<string, KeyedCue[]>();
    for (const cue of free) {
      const list = waiting.get(name(cue));
      if (list) list.push(cue);
      else waiting.set(name(cue), [cue]);
    }
    for (const [at, cue] of cues.entries()) {
      if (keys[at] !== null) continue;
      const list = waiting.get(name(cue)) ?? [];
      const found = nearest(list, cue);
      const one = list[found];
      if (!one || !isNear(one, cue)) continue;
      list.splice(found, 1);
      give(at, one);
    }
  };
  byName(
    ({ start, end, side }) => `${start} ${end} ${side.text}`,
    () => true,
  );
  byName(
    ({ side }) => side.text,
    (a, b) => a.side.text.trim() !== "" && Math.abs(a.start - b.start) <= SAME_TEXT_WITHIN,
  );
  byName(
    ({ start, end }) => `${start} ${end}`,
    () => true,
  );
  byOverlap([...free], cues, keys, give);
  return keys;
}

/** Index of the cue whose start is nearest. */
function nearest(list: readonly KeyedCue[], cue: KeyedCue): number {
  let best = 0;
  for (let i = 1; i < list.length; i++) {
    const [a, b] = [list[i] as KeyedCue, list[best] as KeyedCue];
    if (Math.abs(a.start - cue.start) < Math.abs(b.start - cue.start)) best = i;
  }
  return best;
}

function byOverlap(
  known: readonly KeyedCue[],
  cues: readonly KeyedCue[],
  keys: readonly (string | null)[],
  give: (at: number, cue: KeyedCue) => void,
): void {
  const used = new Set<KeyedCue>();
  let first = 0;
  for (const [at, cue] of cues.entries()) {
    if (keys[at] !== null) continue;
    while (first < known.length && (known[first] as KeyedCue).end <= cue.start) first += 1;
    let best: KeyedCue | undefined;
    let most = 0;
    for (let i = first; i < known.length && (known[i] as KeyedCue).start < cue.end; i++) {
      const one = known[i] as KeyedCue;
      if (used.has(one)) continue;
      const shared = Math.min(one.end, cue.end) - Math.max(one.start, cue.start);
      const share = shared / Math.min(one.end - one.start, cue.end - cue.start);
      if (share >= 0.5 && share > most) [best, most] = [one, share];
    }
    if (!best) continue;
    used.add(best);
    give(at, best);
  }
}
