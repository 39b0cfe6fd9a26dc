/** Whether words that were aligned are in the sound at all. Pure. */
import { FRAMES_PER_SECOND, isFiller, type AlignedWord } from "./grammar.js";

/**
 * The library's acoustic score per frame, over all words of a piece: how much worse its sounds fit than the best that was open. Measured:
 * right texts -10 to -25 (people and synthetic voices, quiet), -45 at worst at 10 dB over white noise; wrong texts and other languages
 * -58 to -97 in quiet, -50 at best at 10 dB.
 */
const WORST_SCORE = -55;
/** Of a single word: of right ones, 99 of 100 are over -47 in quiet and over -86 at 10 dB; of wrong ones half are under -83. */
const WORST_WORD_SCORE = -100;
/** What no word takes, in seconds: a base, and so much for each letter that is spoken. */
const LONGEST_WORD = { base: 0.6, letter: 0.12 };

/** Whether the alignment as a whole is one of words that were spoken. False for [], which is what an aligner answers where no way fits. */
export function isPlausible(aligned: readonly AlignedWord[]): boolean {
  let score = 0;
  let frames = 0;
  for (const [word, first, last, acoustic] of aligned) {
    if (isFiller(word)) continue;
    score += acoustic;
    frames += last - first + 1;
  }
  return frames > 0 && score / frames >= WORST_SCORE;
}

/** Whether a single word seems not to be where it was put: it fits badly, or takes longer than any word does. */
export function isDoubtful([word, first, last, score]: AlignedWord): boolean {
  const frames = last - first + 1;
  if (score / frames < WORST_WORD_SCORE) return true;
  const letters = word.replace(/[^a-z]/g, "").length;
  return frames / FRAMES_PER_SECOND > LONGEST_WORD.base + LONGEST_WORD.letter * letters;
}
