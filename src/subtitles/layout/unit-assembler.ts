/** Joins the words of segments, which are finished in any order, into units, and gives each out as soon as both its ends are known. Pure. */
import type { TimedWord, Unit } from "../cue.js";
import { isBoundary, unitsOf } from "./units.js";

/** What became of a segment: its words in order, or the time that nobody could recognize. */
export type SegmentWords = readonly TimedWord[] | { failed: { start: number; end: number } };

/**
 * Segments `from` to `to`, all known. Words whose unit is complete were given out. `head` may go on to the left, `tail` to the right; where
 * no boundary lies between them all words are in `head`.
 */
interface Run {
  from: number;
  to: number;
  head: TimedWord[];
  tail: TimedWord[];
  split: boolean;
}

/**
 * @example
 * const assembler = new UnitAssembler();
 * assembler.add(1, wordsOfSegment1); // []: what comes before is not known
 * assembler.add(0, wordsOfSegment0); // all units but the last
 * assembler.end();                   // the last
 */
export class UnitAssembler {
  readonly #byFirst = new Map<number, Run>();
  readonly #byLast = new Map<number, Run>();
  #last = -1;

  constructor() {
    // The start of the stream is an end of units too.
    this.#store({ from: -1, to: -1, head: [], tail: [], split: true });
  }

  /** Adds one segment; returns the units that became complete. Segments without words are transparent: the pause around them counts. */
  add(index: number, words: SegmentWords): Unit[] {
    this.#last = Math.max(this.#last, index);
    const failed = "failed" in words ? words.failed : null;
    const units: Unit[] = failed ? [{ ...failed, words: [], failed: true }] : [];
    const run: Run = { from: index, to: index, head: [], tail: [], split: failed !== null };
    if (!("failed" in words)) {
      for (const [i, word] of words.entries()) {
        const before = words[i - 1];
        if (before && isBoundary(before, word)) {
          if (run.split) units.push(...unitsOf(run.tail));
          run.split = true;
          run.tail = [];
        }
        (run.split ? run.tail : run.head).push(word);
      }
    }
    return [...units, ...this.#insert(run)];
  }

  /** No more segments: returns what remains. */
  end(): Unit[] {
    this.#last += 1;
    return this.#insert({ from: this.#last, to: this.#last, head: [], tail: [], split: true });
  }

  #insert(added: Run): Unit[] {
    const units: Unit[] = [];
    let run = added;
    const before = this.#byLast.get(run.from - 1);
    if (before) run = join(before, run, units);
    const after = this.#byFirst.get(run.to + 1);
    if (after) run = join(run, after, units);
    for (const old of [before, after]) {
      if (!old) continue;
      this.#byFirst.delete(old.from);
      this.#byLast.delete(old.to);
    }
    this.#store(run);
    return units;
  }

  #store(run: Run): void {
    this.#byFirst.set(run.from, run);
    this.#byLast.set(run.to, run);
  }
}

/** Two neighbouring runs as one; units that became complete between them are added to `units`. */
function join(left: Run, right: Run, units: Unit[]): Run {
  const open = left.split ? left.tail : left.head;
  const before = open.at(-1);
  const after = right.head[0];
  const boundary = before !== undefined && after !== undefined && isBoundary(before, after);
  const joined: Run = {
    from: left.from,
    to: right.to,
    head: left.split ? left.head : [],
    tail: right.split ? right.tail : [],
    split: true,
  };
  if (boundary) {
    if (left.split) units.push(...unitsOf(open));
    else joined.head = open;
    if (right.split) units.push(...unitsOf(right.head));
    else joined.tail = right.head;
    return joined;
  }
  const whole = [...open, ...right.head];
  if (left.split && right.split) units.push(...unitsOf(whole));
  else if (left.split) joined.tail = whole;
  else if (right.split) joined.head = whole;
  else return { from: left.from, to: right.to, head: whole, tail: [], split: false };
  return joined;
}
