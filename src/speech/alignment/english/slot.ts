/** Spoken forms of written text, as slots of a chain. Pure. */

/** One place of a chain: its spoken forms, each a list of words. Never empty. */
export type Slot = string[][];

/** At most this many forms per slot: each costs time, and the likeliest come first. */
const MOST_FORMS = 16;

/** A slot with these forms, without duplicates and with at most 16. */
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

/** The words of texts such as "miles per hour". "" is a form without words. */
export function wordsOf(texts: readonly string[]): string[][] {
  return texts.map((text) => text.split(" ").filter(Boolean));
}

/** All combinations of the forms of consecutive parts; combinations of the likeliest forms come first. */
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
