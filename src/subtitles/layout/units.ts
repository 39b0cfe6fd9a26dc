/** Units of translation: words between pauses or ends of sentences. Pure. */
import type { TimedWord, Unit } from "../cue.js";

/** A pause of at least this many seconds ends a unit. */
export const UNIT_PAUSE = 0.5;
/** A longer unit is cut: no translator needs more context, and no reader can follow it. */
const MOST_WORDS = 40;
const MOST_SECONDS = 20;

const SENTENCE_END = /[.?!…。？！]["'”’»)\]]*$/u;
const ABBREVIATION = /^(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|sr|jr|no|[a-z])\.$/i;
/** Words before which a long unit may be cut. */
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

/** Whether a unit ends between two neighbouring words. Only these two decide it, so units can be closed in any order. */
export function isBoundary(before: TimedWord, after: TimedWord): boolean {
  if (after.breakBefore) return true;
  // Compared in milliseconds, so that the last bit of a float cannot decide about 0.5 s.
  if (Math.round((after.start - before.end) * 1000) >= UNIT_PAUSE * 1000) return true;
  return SENTENCE_END.test(before.text) && !ABBREVIATION.test(before.text);
}

/** The words between two boundaries as one unit, or as several if they are too long. Only these words decide it. */
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

/** The index at which to cut too many words: at a long pause or before a conjunction, near the middle. */
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
