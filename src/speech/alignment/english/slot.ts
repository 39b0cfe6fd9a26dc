/** Ways to speak something written, as places of a chain. Pure. */

/** One place in a chain: the ways to speak it, each a list of words. Never empty. */
export type Slot = string[][];

/** More ways than this are not offered: each costs time, and the likeliest come first. */
const MOST_FORMS = 16;

/** A place with these ways to speak it, without doubles; at most 16. */
export function slotOf(forms: readonly (readonly string[])[]): Slot {
  const seen = new Set<string>();
  const slot: Slot = [];
  for (const form of forms) {
    const key = form.join(" ");
    if (key === "" || seen.has(key) || slot.length === MOST_FORMS) continue;
    seen.add(key);
    slot.push([...form]);
  }
  return slot;
}

/** The words of texts such as "miles per hour". "" is no word. */
export function wordsOf(texts: readonly string[]): string[][] {
  return texts.map((text) => text.split(" ").filter(Boolean));
}

/** Every way to speak some parts in turn, those made of the likeliest parts first. */
export function inTurn(...parts: readonly (readonly (readonly string[])[])[]): string[][] {
  let joined: { words: string[]; rank: number }[] = [{ words: [], rank: 0 }];
  for (const part of parts) {
    joined = joined.flatMap(({ words, rank }) =>
      part.map((form, i) => ({ words: [...words, ...form], rank: rank + i })),
    );
    joined.sort((a, b) => a.rank - b.rank);
    joined.length = Math.min(joined.length, 4 * MOST_FORMS);
  }
  return joined.map(({ words }) => words);
}
