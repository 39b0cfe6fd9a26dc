/** Finds the words that two texts have in common: a script and the recognized words. Pure. */
import { editDistance } from "../../edit-distance.js";

/** Indices in the first and in the second text. Both rise from pair to pair. */
export type Pair = readonly [number, number];

/** A run of this many words that occurs once in each text is an anchor: the same place in both. */
const ANCHOR_WORDS = 3;
/** Most cells in the table of two passages: 0.4 s of work. Larger passages without an anchor have nothing in common. */
const MOST_CELLS = 1_000_000;
const SAME = 4;
const ALIKE = 1;
const DIFFERENT = -3;
const LEFT_OUT = -2;
/** Two words are alike if at least this share of their letters is the same. */
const LEAST_LIKENESS = 0.7;
/** A match is accepted only if at least this share of the words around it match too: `AROUND` words on each side. */
const AROUND = 8;
const LEAST_AROUND = 0.25;
/** A match is accepted only if there is another one at most this far away. */
const BESIDE = 2;

/**
 * The pairs of equal or similar words in the best alignment of two texts. Runs of words that occur once in each text
 * are paired first; dynamic programming pairs the words between them. Passages that only one text has may have any
 * length. 9,000 words take half a second.
 *
 * @example
 * matchWords(["to", "be", "or"], ["be", "or", "not"]); // [[1, 0], [2, 1]]
 */
export function matchWords(first: readonly string[], second: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  let [fromFirst, fromSecond] = [0, 0];
  for (const [i, j] of [...anchors(first, second), [first.length, second.length] as const]) {
    pairs.push(...alignPassage(first, second, { fromFirst, toFirst: i, fromSecond, toSecond: j }));
    if (i < first.length) pairs.push([i, j]);
    fromFirst = i + 1;
    fromSecond = j + 1;
  }
  return withoutIsolated(pairs, first.length, second.length);
}

/** The places of runs; -1 for a run that occurs more than once. */
function uniqueRuns(words: readonly string[]): Map<string, number> {
  const places = new Map<string, number>();
  for (let i = 0; i + ANCHOR_WORDS <= words.length; i++) {
    const run = words.slice(i, i + ANCHOR_WORDS).join(" ");
    places.set(run, places.has(run) ? -1 : i);
  }
  return places;
}

/** The words of runs that occur once in each text, in the longest sequence that has the same order in both. */
function anchors(first: readonly string[], second: readonly string[]): Pair[] {
  const inSecond = uniqueRuns(second);
  const common: Pair[] = [];
  for (const [run, i] of uniqueRuns(first)) {
    const j = inSecond.get(run) ?? -1;
    if (i >= 0 && j >= 0) common.push([i, j]);
  }
  common.sort((a, b) => a[0] - b[0]);
  const words: Pair[] = [];
  for (const [i, j] of longestRising(common)) {
    for (let k = 0; k < ANCHOR_WORDS; k++) {
      const [lastFirst, lastSecond] = words.at(-1) ?? [-1, -1];
      if (i + k > lastFirst && j + k > lastSecond) words.push([i + k, j + k]);
    }
  }
  return words;
}

/** The longest sequence of pairs in which the second indices rise too (patience sorting). */
function longestRising(pairs: readonly Pair[]): Pair[] {
  /** For each length of a rising sequence, the pair with the smallest second index that ends one. */
  const ends: number[] = [];
  const before: number[] = [];
  for (const [at, [, j]] of pairs.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[ends[middle] ?? 0]?.[1] ?? 0) < j) low = middle + 1;
      else high = middle;
    }
    before.push(low > 0 ? (ends[low - 1] ?? -1) : -1);
    ends[low] = at;
  }
  const rising: Pair[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) rising.push(pairs[at] as Pair);
  return rising.reverse();
}

interface Passage {
  fromFirst: number;
  toFirst: number;
  fromSecond: number;
  toSecond: number;
}

/** The best alignment of two passages (Needleman and Wunsch). */
function alignPassage(
  first: readonly string[],
  second: readonly string[],
  { fromFirst, toFirst, fromSecond, toSecond }: Passage,
): Pair[] {
  const rows = toFirst - fromFirst;
  const columns = toSecond - fromSecond;
  if (rows <= 0 || columns <= 0 || (rows + 1) * (columns + 1) > MOST_CELLS) return [];
  const width = columns + 1;
  // The step to each cell: 0 a pair, 1 leaves out a word of the first text, 2 a word of the second.
  const ways = new Uint8Array((rows + 1) * width);
  let above = Int32Array.from({ length: width }, (_, j) => j * LEFT_OUT);
  ways.fill(2, 1, width);
  const likeness = likenessOf();
  for (let i = 1; i <= rows; i++) {
    const row = new Int32Array(width);
    row[0] = i * LEFT_OUT;
    ways[i * width] = 1;
    const word = first[fromFirst + i - 1] ?? "";
    for (let j = 1; j <= columns; j++) {
      const both = (above[j - 1] ?? 0) + likeness(word, second[fromSecond + j - 1] ?? "");
      const one = (above[j] ?? 0) + LEFT_OUT;
      const other = (row[j - 1] ?? 0) + LEFT_OUT;
      const best = Math.max(both, one, other);
      row[j] = best;
      ways[i * width + j] = best === both ? 0 : best === one ? 1 : 2;
    }
    above = row;
  }
  const pairs: Pair[] = [];
  for (let i = rows, j = columns; i > 0 || j > 0;) {
    const way = ways[i * width + j];
    if (way === 0) {
      i -= 1;
      j -= 1;
      const pair = [fromFirst + i, fromSecond + j] as const;
      if (likeness(first[pair[0]] ?? "", second[pair[1]] ?? "") > 0) pairs.push(pair);
    } else if (way === 1) i -= 1;
    else j -= 1;
  }
  return pairs.reverse();
}

/** The score of a pair of words; cached for words that differ. */
function likenessOf(): (a: string, b: string) => number {
  const known = new Map<string, Map<string, number>>();
  return (a, b) => {
    if (a === b) return SAME;
    let row = known.get(a);
    if (!row) known.set(a, (row = new Map<string, number>()));
    let worth = row.get(b);
    if (worth === undefined) row.set(b, (worth = areAlike(a, b) ? ALIKE : DIFFERENT));
    return worth;
  };
}

/** "colour" and "color", "organise" and "organize", "cat" and "cats". */
export function areAlike(a: string, b: string): boolean {
  const [short, long] = [Math.min(a.length, b.length), Math.max(a.length, b.length)];
  return short >= 3 && short >= LEAST_LIKENESS * long && long <= 40 && likenessOfLetters(a, b) >= LEAST_LIKENESS;
}

/**
 * 1 for the same letters, 0 for no letter in common: 1 minus the share of letters to change (Levenshtein). Unrelated
 * texts have 0.3.
 */
export function likenessOfLetters(a: string, b: string): number {
  return 1 - editDistance(a, b) / Math.max(1, a.length, b.length);
}

/** Removes isolated pairs: even in unrelated texts an "of the" matches here and there. */
function withoutIsolated(pairs: readonly Pair[], firstLength: number, secondLength: number): Pair[] {
  /** The number of other pairs within a distance in both texts, on both sides. */
  const near = (at: number, distance: number): number => {
    const [i, j] = pairs[at] as Pair;
    let count = 0;
    for (const step of [-1, 1]) {
      for (let k = at + step; k >= 0 && k < pairs.length; k += step) {
        const [otherFirst, otherSecond] = pairs[k] as Pair;
        if (Math.abs(otherFirst - i) > distance || Math.abs(otherSecond - j) > distance) break;
        count += 1;
      }
    }
    return count;
  };
  return pairs.filter(([i, j], at) => {
    const room = Math.min(roomAround(i, firstLength), roomAround(j, secondLength));
    return near(at, AROUND) >= LEAST_AROUND * room && (near(at, BESIDE) > 0 || room < BESIDE);
  });
}

/** The number of other words around a place. */
function roomAround(at: number, length: number): number {
  return Math.min(at, AROUND) + Math.min(length - 1 - at, AROUND);
}
