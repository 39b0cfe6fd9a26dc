/**
 * Joins the words of segments into units. Segments are finished in any order; a unit is returned as soon as both of its
 * ends are known. Pure.
 */
import type { TimedWord, Unit } from "../cue.js";
import { isBoundary, unitsOf } from "./units.js";

/** The outcome of a segment: its words in order, or the time span whose recognition failed. */
export type SegmentWords = readonly TimedWord[] | { failed: { start: number; end: number } };

/**
 * Consecutive segments that are all known, `from` to `to`. Words of complete units have been returned. `head` may continue
 * to the left, `tail` to the right. If no boundary lies between them, all words are in `head`.
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
 * assembler.add(1, wordsOfSegment1); // []: the segment before it is not known
 * assembler.add(0, wordsOfSegment0); // all units but the last
 * assembler.end();                   // the last
 */
export class UnitAssembler {
  readonly #byFirst = new Map<number, Run>();
  readonly #byLast = new Map<number, Run>();
  #last = -1;

  constructor() {
    // A unit begins at the start of the stream.
    this.#store({ from: -1, to: -1, head: [], tail: [], split: true });
  }

  /** Adds a segment. Returns the units that it completes. The pause around a segment without words counts as one pause. */
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

  /** Ends the stream. Returns the remaining units. */
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

/** Joins two neighbouring runs, and adds the units that are completed between them to `units`. */
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
