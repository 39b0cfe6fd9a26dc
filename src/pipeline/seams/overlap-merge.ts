/**
 * Merges the words of two neighbours around a cut through speech. Pure.
 *
 * Both sides have the same 2 s. Their words are aligned by text and time; up to one point the left side's words are
 * taken, and after it the right side's. The point lies where both agree, as near to the cut as possible: the nearer a
 * word is to the edge of its side, the less reliable it is.
 */
import type { Word } from "../../speech/engine.js";

/** Seconds on the timeline. */
export interface Overlap {
  /** The audio of both sides: from the right side's first sample to the left side's last. */
  from: number;
  to: number;
  cut: number;
}

/** How far the times of one word may differ between the sides, in seconds; the second is for estimates. */
const AGREEMENT = 0.4;
const ESTIMATED_AGREEMENT = 1.5;
/** How far beyond the overlap its words may lie, in seconds; the second is for estimates. */
const SLACK = 0.3;
const ESTIMATED_SLACK = 2;

/** Fewer words may differ by chance. */
const SKIPPED_LEAST = 3;

/** A word of one side, or of both; times in seconds. */
interface Column {
  left: Word | null;
  right: Word | null;
  same: boolean;
  time: number;
}

const SCORE = { same: 3, other: -1, alone: -0.8 };

/**
 * @param left all words of the left side, on the timeline, in order; likewise `right`.
 * @returns the words that each side keeps: joined, they have every word once, and times in order
 */
export function mergeOverlap(
  left: readonly Word[],
  right: readonly Word[],
  overlap: Overlap,
): { left: Word[]; right: Word[] } {
  const slackOf = (word: Word): number => (word.estimated ? ESTIMATED_SLACK : SLACK);
  const tailAt = firstFrom(left, (word) => word.end >= overlap.from - slackOf(word));
  const headEnd = right.length - firstFrom([...right].reverse(), (word) => word.start <= overlap.to + slackOf(word));
  const columns = align(left.slice(tailAt), right.slice(0, headEnd), overlap);
  if (isSkipped(columns)) return { left: unlessEnded([...left], left.at(-1), right[0]), right: inOrder(right, left) };
  const split = chooseSplit(columns, overlap);
  const keptLeft = left.slice(0, tailAt);
  const keptRight: Word[] = [];
  for (const [i, column] of columns.entries()) {
    const own = i < split ? column.left : column.right;
    if (!own) continue;
    const form =
      column.same && column.left && column.right
        ? joinedForm(own, column.left, column.right, column.left === left.at(-1), column.right === right[0])
        : own;
    (i < split ? keptLeft : keptRight).push(form);
  }
  keptRight.push(...right.slice(headEnd));
  return { left: unlessEnded(keptLeft, left.at(-1), keptRight[0]), right: inOrder(keptRight, keptLeft) };
}

/**
 * Two sides with the same speech have some words in common, even in noise. If they have none, one of them skipped the
 * overlap, as engines do with a piece that begins in the middle of a sentence; the times of its words are wrong then
 * too.
 */
function isSkipped(columns: readonly Column[]): boolean {
  const count = (side: "left" | "right"): number => columns.filter((column) => column[side] !== null).length;
  return !columns.some(({ same }) => same) && count("left") >= SKIPPED_LEAST && count("right") >= SKIPPED_LEAST;
}

function firstFrom(words: readonly Word[], isInside: (word: Word) => boolean): number {
  const at = words.findIndex(isInside);
  return at < 0 ? words.length : at;
}

/** The word without case and without punctuation around it. */
function plain({ text }: Word): string {
  const bare = text.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "");
  return bare === "" ? text : bare;
}

const middleOf = ({ start, end }: Word): number => (start + end) / 2;

/** The score of taking two words for the same sound; null if their times exclude it. */
function pairScore(a: Word, b: Word): number | null {
  const estimated = a.estimated === true || b.estimated === true;
  const apart = Math.abs(middleOf(a) - middleOf(b));
  if (plain(a) === plain(b)) {
    if (apart > (estimated ? ESTIMATED_AGREEMENT : AGREEMENT)) return null;
    return SCORE.same - apart / (estimated ? 10 : 1);
  }
  if (estimated) return apart <= ESTIMATED_AGREEMENT ? SCORE.other : null;
  return Math.min(a.end, b.end) - Math.max(a.start, b.start) > 0 ? SCORE.other - apart : null;
}

/** The best alignment in order (Needleman and Wunsch). */
function align(tail: readonly Word[], head: readonly Word[], overlap: Overlap): Column[] {
  // A word outside the other side's audio costs nothing if it has no partner.
  const aloneLeft = (word: Word): number => (middleOf(word) < overlap.from ? 0 : SCORE.alone);
  const aloneRight = (word: Word): number => (middleOf(word) > overlap.to ? 0 : SCORE.alone);
  const rows = tail.length + 1;
  const columns = head.length + 1;
  const score = new Float64Array(rows * columns).fill(-Infinity);
  const from = new Uint8Array(rows * columns);
  score[0] = 0;
  const offer = (cell: number, value: number, step: number): void => {
    if (value <= (score[cell] ?? 0)) return;
    score[cell] = value;
    from[cell] = step;
  };
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const cell = i * columns + j;
      const a = tail[i - 1];
      const b = head[j - 1];
      const pair = a && b ? pairScore(a, b) : null;
      if (pair !== null) offer(cell, (score[cell - columns - 1] ?? 0) + pair, 1);
      if (a) offer(cell, (score[cell - columns] ?? 0) + aloneLeft(a), 2);
      if (b) offer(cell, (score[cell - 1] ?? 0) + aloneRight(b), 3);
    }
  }
  const path: Column[] = [];
  for (let i = tail.length, j = head.length; i > 0 || j > 0;) {
    const step = from[i * columns + j];
    const left = step === 3 ? null : (tail[--i] ?? null);
    const right = step === 2 ? null : (head[--j] ?? null);
    const times = [left, right].filter((word) => word !== null).map(middleOf);
    path.push({
      left,
      right,
      same: left !== null && right !== null && plain(left) === plain(right),
      time: times.reduce((sum, time) => sum + time, 0) / times.length,
    });
  }
  return byTime(path.reverse());
}

/**
 * Sorts columns with words of only one side by time, between columns with words of both: the alignment does not
 * determine their order. The words of each side stay in their order.
 */
function byTime(columns: readonly Column[]): Column[] {
  const sorted: Column[] = [];
  const lefts: Column[] = [];
  const rights: Column[] = [];
  const flush = (): void => {
    while (lefts.length > 0 || rights.length > 0) {
      const fromLeft = (lefts[0]?.time ?? Infinity) <= (rights[0]?.time ?? Infinity);
      sorted.push(...(fromLeft ? lefts : rights).splice(0, 1));
    }
  };
  for (const column of columns) {
    if (column.left && column.right) {
      flush();
      sorted.push(column);
    } else {
      (column.left ? lefts : rights).push(column);
    }
  }
  flush();
  return sorted;
}

/** Words up to this many seconds from the edge of a piece may be halves of words, even if the engine is confident. */
const EDGE = 0.3;

/**
 * How doubtful a side's version of a column is: not at all if both agree; otherwise the nearer to the edge of the side
 * (`distance` in seconds) and the less confident, the more doubtful. A missing word is doubtful in the same way if the
 * other side has one.
 */
function doubt({ same }: Column, word: Word | null, distance: number): number {
  if (same) return 0;
  const near = Math.max(0, distance) + 0.1;
  if (word === null) return Math.min(1, 0.5 / near);
  return (1.1 - word.confidence) / near + Math.max(0, 1 - distance / EDGE);
}

/** The number of columns that are taken from the left side. */
function chooseSplit(columns: readonly Column[], { from, to, cut }: Overlap): number {
  const lefts = columns.flatMap(({ left }) => left ?? []);
  const rights = columns.flatMap(({ right }) => right ?? []);
  // A side without words cannot contradict the other.
  if (lefts.length === 0) return 0;
  if (rights.length === 0) return columns.length;
  // With estimated times, the first or last word may seem far from the edge and still be half a word.
  const ofLeft = (column: Column): number =>
    doubt(column, column.left, column.left?.estimated && column.left === lefts.at(-1) ? 0 : to - column.time);
  const ofRight = (column: Column): number =>
    doubt(column, column.right, column.right?.estimated && column.right === rights[0] ? 0 : column.time - from);
  let cost = columns.reduce((sum, column) => sum + ofRight(column), 0);
  let best = 0;
  let least = Infinity;
  for (let split = 0; split <= columns.length; split++) {
    const before = columns[split - 1];
    if (before) cost += ofLeft(before) - ofRight(before);
    // Among equally good splits, the one nearest to the cut wins.
    const edge = ((before?.time ?? from) + (columns[split]?.time ?? to)) / 2;
    const total = cost + 0.01 * Math.abs(edge - cut);
    if (total < least) {
      least = total;
      best = split;
    }
  }
  return best;
}

/**
 * The form of a word that both sides have. Engines put a full stop after the last word of a piece and begin it with a
 * capital, even in the middle of a sentence. So case and punctuation come from the side for which the word is not at
 * the edge.
 */
function joinedForm(own: Word, left: Word, right: Word, isLast: boolean, isFirst: boolean): Word {
  const letters = isFirst ? left : isLast ? right : own;
  const punctuation = isLast ? right : isFirst ? left : own;
  if (letters === own && punctuation === own)
    return { ...own, confidence: Math.max(left.confidence, right.confidence) };
  const end = /[^\p{L}\p{N}]*$/u;
  const text = letters.text.replace(end, "") + (end.exec(punctuation.text)?.[0] ?? "");
  return { ...own, text, confidence: Math.max(left.confidence, right.confidence) };
}

/** Removes the full stop after the last word of a piece if the next piece continues in lower case. */
function unlessEnded(kept: Word[], lastHeard: Word | undefined, next: Word | undefined): Word[] {
  const last = kept.at(-1);
  if (!last || last !== lastHeard || !next || !/^\p{Ll}/u.test(next.text)) return kept;
  return [...kept.slice(0, -1), { ...last, text: last.text.replace(/(?<=[\p{L}\p{N}])\.$/u, "") }];
}

/** The right side's words; those that begin before the left side's end are moved to it. */
function inOrder(words: readonly Word[], before: readonly Word[]): Word[] {
  const moved: Word[] = [];
  let last = before.at(-1)?.end ?? 0;
  for (const [i, word] of words.entries()) {
    if (word.start >= last) return [...moved, ...words.slice(i)];
    last = Math.max(last, word.end);
    moved.push({ ...word, start: Math.max(word.start, moved.at(-1)?.end ?? before.at(-1)?.end ?? 0), end: last });
  }
  return moved;
}
