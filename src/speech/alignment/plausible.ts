/** Judges whether aligned words occur in the sound at all. Pure. */
import { FRAMES_PER_SECOND, isFiller, type AlignedWord } from "./grammar.js";

/**
 * The library's acoustic score per frame, averaged over all words of a piece: how much worse its sounds fit than the
 * best alternative. Measured: right texts score -10 to -25 (people and synthetic voices, quiet) and -45 at worst at 10
 * dB over white noise. Wrong texts and other languages score -58 to -97 in quiet and -50 at best at 10 dB.
 */
const WORST_SCORE = -55;
/**
 * The same for a single word. Of right words, 99 of 100 score over -47 in quiet and over -86 at 10 dB. Half of the
 * wrong words score under -83.
 */
const WORST_WORD_SCORE = -100;
/** No word takes longer, in seconds: a base, and an amount per spoken letter. */
const LONGEST_WORD = { base: 0.6, letter: 0.12 };

/**
 * Consecutive words that together last this many frames and fit this badly were moved: the aligner spread them over
 * sound whose words are missing from the text. The score must also be that much worse than the median of the piece,
 * which is low in noise. Right texts of fluent speech score over -33. If six words are removed from a text, their
 * neighbours score -48 to -87, or a pause takes their place.
 */
const MOVED = { frames: 100, score: -40, below: 25 };

/** Part of the aligner's id. It changes when a rule changes which words have times or are doubtful. */
export const PLAUSIBLE_VERSION = "plausible-3";

/** Whether the aligned words were spoken. False for [], which an aligner returns if the words do not fit. */
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

/** Whether a single word probably is not where it was placed: it fits badly or takes too long. */
export function isDoubtful([word, first, last, score]: AlignedWord): boolean {
  const frames = last - first + 1;
  if (score / frames < WORST_WORD_SCORE) return true;
  const letters = word.replace(/[^a-z]/g, "").length;
  return frames / FRAMES_PER_SECOND > LONGEST_WORD.base + LONGEST_WORD.letter * letters;
}

/** The words that were moved over sound which contains other words. */
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
