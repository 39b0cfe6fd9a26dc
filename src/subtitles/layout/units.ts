/** Units of translation: stretches of words between pauses or sentences. Pure. */
import type { TimedWord, Unit } from "../cue.js";

/** A pause this long (seconds) ends a unit. */
export const UNIT_PAUSE = 0.5;
/** A unit of more than this is cut further: no translator needs more context, and no reader bears it. */
const MOST_WORDS = 40;
const MOST_SECONDS = 20;

const SENTENCE_END = /[.?!…。？！]["'”’»)\]]*$/u;
const ABBREVIATION = /^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|sr|jr|no|[a-z])\.$/i;
/** Words before which a long unit is best cut. */
const CONJUNCTIONS = new Set([
  "and",
  "but",
  "or",
  "so",
  "because",
  "which",
  "that",
  "when",
  "while",
  "if",
  "then",
  "y",
  "pero",
  "que",
  "i",
  "però",
]);

/** Whether a unit ends between two neighbouring words. It depends on these two alone, so units can be closed in any order. */
export function isBoundary(before: TimedWord, after: TimedWord): boolean {
  if (after.breakBefore) return true;
  // Milliseconds, as times are kept: 0.5 s must not depend on the last bit of a float.
  if (Math.round((after.start - before.end) * 1000) >= UNIT_PAUSE * 1000) return true;
  return SENTENCE_END.test(before.text) && !ABBREVIATION.test(before.text);
}

/** One closed stretch of words as units: one, or several where it is too long. It depends on these words alone. */
export function unitsOf(words: readonly TimedWord[]): Unit[] {
  const first = words[0];
  const last = words.at(-1);
  if (!first || !last) return [];
  if (words.length <= MOST_WORDS && last.end - first.start <= MOST_SECONDS) {
    return [{ start: first.start, end: last.end, words: [...words] }];
  }
  const cut = bestCut(words);
  return cut === 0
    ? [{ start: first.start, end: last.end, words: [...words] }]
    : [...unitsOf(words.slice(0, cut)), ...unitsOf(words.slice(cut))];
}

/** Where to cut a long stretch: at a long pause or before a conjunction, not far from the middle. */
function bestCut(words: readonly TimedWord[]): number {
  let best = 0;
  let bestScore = -Infinity;
  for (let i = 1; i < words.length; i++) {
    const before = words[i - 1];
    const after = words[i];
    if (!before || !after) continue;
    const conjunction = CONJUNCTIONS.has(after.text.toLowerCase()) ? 0.15 : 0;
    const offCentre = Math.abs(i - words.length / 2) / words.length;
    const score = Math.round((after.start - before.end) * 1000) / 1000 + conjunction - 0.5 * offCentre;
    if (score > bestScore) {
      bestScore = score;
      best = i;
    }
  }
  return best;
}

/** All units of a text whose words are known, in order. */
export function splitUnits(words: readonly TimedWord[]): Unit[] {
  const units: Unit[] = [];
  let from = 0;
  for (let i = 1; i <= words.length; i++) {
    const before = words[i - 1];
    const after = words[i];
    if (before && after && !isBoundary(before, after)) continue;
    units.push(...unitsOf(words.slice(from, i)));
    from = i;
  }
  return units;
}
