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

/**
 * Words in a row that together last this number of frames and fit this badly were moved: the aligner has spread them over sound whose words are
 * missing. The score must also be that much worse than the piece's median, which is low in noise. Right texts of fluent speech are over -33; with six
 * words taken out of the text, their neighbours are at -48 to -87, or a pause is put where they were.
 */
const MOVED = { frames: 100, score: -40, below: 25 };

/** Part of the aligner's id: changes when a rule changes which words are doubtful. */
export const PLAUSIBLE_VERSION = "plausible-2";

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

/** The words that were moved over sound which holds other words. */
export function movedWords(aligned: readonly AlignedWord[]): Set<AlignedWord> {
  const words = aligned.filter(([word]) => !isFiller(word));
  const lengthOf = ([, first, last]: AlignedWord): number => last - first + 1;
  const scores = words.map((word) => word[3] / lengthOf(word)).sort((a, b) => a - b);
  const median = scores[scores.length >> 1] ?? 0;
  const worst = Math.min(MOVED.score, median - MOVED.below);
  const moved = new Set<AlignedWord>();
  for (let from = 0; from < words.length; from++) {
    let score = 0;
    let frames = 0;
    for (let to = from; to < words.length && frames < MOVED.frames; to++) {
      const word = words[to] as AlignedWord;
      score += word[3];
      frames += lengthOf(word);
      if (frames >= MOVED.frames && score / frames < worst) for (const one of words.slice(from, to + 1)) moved.add(one);
    }
  }
  return moved;
}
