/**
 * Finds the part of a text that its sound contains. Pure.
 *
 * A recognizer may go on after the end of a piece, or begin before its start, with words that nobody said. The aligner
 * must place them all, so it presses them into sound of the words beside them: then the whole text seems not to fit.
 */
import { isFiller, type AlignedWord } from "./grammar.js";
import { isDoubtful, isPlausible } from "./plausible.js";

/** Words that fit score above this per frame, and words that were pressed together below it (see `plausible.ts`). */
const FITS = -40;
/**
 * The words that fit take at least this part of the sound. Of a text that was not said, or is in another language, a few
 * words fit by chance.
 */
const LEAST_PART = 0.4;

/** The run of words that fits best, `[first, after)`, without fillers. Null if it takes less than 0.4 of the sound. */
export function fittingRun(aligned: readonly AlignedWord[]): [number, number] | null {
  const words = aligned.filter(([word]) => !isFiller(word));
  const frames = words.map(([, first, last]) => last - first + 1);
  const framesIn = (first: number, after: number): number =>
    frames.slice(first, after).reduce((sum, count) => sum + count, 0);
  let best: [number, number] = [0, 0];
  let most = 0;
  let sum = 0;
  let first = 0;
  for (const [i, [, , , score]] of words.entries()) {
    if (sum <= 0) [sum, first] = [0, i];
    sum += score - FITS * (frames[i] ?? 0);
    if (sum > most) [most, best] = [sum, [first, i + 1]];
  }
  return most > 0 && framesIn(...best) >= LEAST_PART * framesIn(0, words.length) ? best : null;
}

/** This many frames at the end must fit by themselves. Before them a word may be misheard. */
const LAST_FRAMES = 50;

/** Whether a text fits the sound to its last word: its words as a whole, its last half second, and its last word. */
export function fitsToLast(aligned: readonly AlignedWord[]): boolean {
  const words = aligned.filter(([word]) => !isFiller(word));
  const last: AlignedWord[] = [];
  for (let frames = 0, i = words.length - 1; i >= 0 && frames < LAST_FRAMES; i--) {
    const word = words[i] as AlignedWord;
    last.push(word);
    frames += word[2] - word[1] + 1;
  }
  return isPlausible(words) && isPlausible(last) && last[0] !== undefined && !isDoubtful(last[0]);
}

/**
 * The largest number up to `most` for which `fits` is true, if it is for all smaller ones; `least` if it is for none.
 * It asks about the logarithm of the numbers' distance.
 */
export async function largestThatFits(
  least: number,
  most: number,
  fits: (count: number) => Promise<boolean>,
): Promise<number> {
  let [low, high] = [least, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (await fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
