/** Detects speech in another language by Moonshine's low confidence in its own words. Pure. */
import type { Word } from "../engine.js";

/** Fewer words prove nothing: a few numbers or names are doubtful in any language. */
const LEAST_WORDS = 20;
/**
 * English lies above this. Mean confidence of files of 16 to 157 words, measured with the base model. English by
 * people: 0.93 to 0.96, with white noise 10 dB below the voice 0.77 to 0.93, 5 dB below it 0.71 to 0.87 (33 files); by
 * espeak-ng and flite 0.92 to 0.97 (10). Spanish, French, Italian and Russian by people: 0.42 to 0.69, except for 24
 * Russian numbers with 0.75 (32 files). Spanish, Indonesian, German, French and Italian by espeak-ng: 0.36 to 0.59
 * (11).
 */
const LEAST_CONFIDENCE = 0.67;

/**
 * Whether the words of a whole file are what Moonshine writes for languages other than English: fluent and invented.
 *
 * @param words Moonshine's words for the whole file; its confidences are calibrated, those of other engines are not
 * @example
 * soundsForeign(words) // true: warn that this does not sound like English
 */
export function soundsForeign(words: readonly Pick<Word, "confidence">[]): boolean {
  if (words.length < LEAST_WORDS) return false;
  return words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length < LEAST_CONFIDENCE;
}
