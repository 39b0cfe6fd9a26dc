/** Speech in another language, told by how little Moonshine believes its own words. Pure. */
import type { Word } from "../engine.js";

/** Fewer words say nothing: a few numbers or names are doubtful in any language. */
const LEAST_WORDS = 20;
/**
 * English is above it. Measured with the base model, mean confidence of files of 16 to 157 words: English of people 0.93 to 0.96, with white noise 10 dB
 * below the voice 0.77 to 0.93, 5 dB below it 0.71 to 0.87 (33 files); of espeak-ng and flite 0.92 to 0.97 (10). Spanish, French, Italian and Russian
 * of people 0.42 to 0.69, but for 24 Russian numbers with 0.75 (32 files); Spanish, Indonesian, German, French and Italian of espeak-ng 0.36 to 0.59 (11).
 */
const LEAST_CONFIDENCE = 0.67;

/**
 * Whether the words of a whole file are those that Moonshine writes for another language than English: fluent, and invented.
 *
 * @param words of Moonshine, of the whole file; its confidences are calibrated, those of other engines are not
 * @example
 * soundsForeign(words) // true: warn that this does not sound like English
 */
export function soundsForeign(words: readonly Pick<Word, "confidence">[]): boolean {
  if (words.length < LEAST_WORDS) return false;
  return words.reduce((sum, { confidence }) => sum + confidence, 0) / words.length < LEAST_CONFIDENCE;
}
