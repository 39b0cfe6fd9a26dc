/**
 * Joins the words of neighbouring segments. Pure.
 *
 * If a cut runs through speech, both sides have the same 2 s around it, and overlap-merge.ts decides where one side
 * ends. Otherwise the engine may get a margin of each neighbour. A word belongs to the segment in which its middle
 * lies: words of the margin are dropped, and times are moved inside the segment, so that words of neighbours never
 * overlap. If speech runs across a cut, both sides may have the same word with its middle on their own side: then the
 * more confident one stays.
 */
import { SAMPLE_RATE, type Word } from "../../speech/engine.js";
import { mergeOverlap } from "./overlap-merge.js";
import type { Segment } from "../segmentation/segment.js";

/** Two sides may have the same word if both have a word within this many seconds of the seam. */
const SEAM_REACH = 0.05;

/** Words of one segment on the presentation timeline. */
export interface PlacedWords {
  segment: Segment;
  words: Word[];
  /** Whether the neighbour on this side may have the same words. */
  touchesStart: boolean;
  touchesEnd: boolean;
}

/**
 * Puts the words of an engine (with times from its first sample) on the presentation timeline, and drops those of the
 * margins.
 */
export function placeWords(segment: Segment, heard: readonly Word[]): PlacedWords {
  const { overlapsBefore = false, overlapsAfter = false } = segment;
  const offset = segment.audioStart / SAMPLE_RATE;
  const first = overlapsBefore ? segment.audioStart : segment.start;
  const last = overlapsAfter ? segment.audioEnd : segment.end;
  const [from, to] = [first / SAMPLE_RATE, last / SAMPLE_RATE];
  const words: Word[] = [];
  let touchesStart = overlapsBefore;
  let touchesEnd = overlapsAfter;
  for (const word of heard) {
    const start = word.start + offset;
    const end = word.end + offset;
    const middle = (start + end) / 2;
    // A side without a margin has no neighbour: its words belong to this segment, wherever the engine put them.
    if (middle < from && segment.audioStart < first) continue;
    if (middle >= to && segment.audioEnd > last) continue;
    if (words.length === 0) touchesStart ||= start <= from + SEAM_REACH;
    touchesEnd = overlapsAfter || end >= to - SEAM_REACH;
    words.push({ ...word, start: clamp(start, from, to), end: clamp(end, from, to) });
  }
  return { segment, words, touchesStart, touchesEnd };
}

function clamp(value: number, low: number, high: number): number {
  // Rounded to milliseconds: the same words must come from every number of ranks, to the last bit.
  return Math.round(Math.min(high, Math.max(low, value)) * 1000) / 1000;
}

/**
 * Joins segments that come in any order. A segment is returned as soon as no neighbour can change it any more.
 *
 * @example
 * const joiner = new SeamJoiner();
 * for (const { index, words } of joiner.add(placeWords(segment, heard))) assembler.add(index, words);
 */
export class SeamJoiner {
  readonly #known = new Map<number, PlacedWords | "failed">();
  readonly #held = new Set<number>();
  /** Seams with an overlap that was merged, by the index of their left side. */
  readonly #merged = new Set<number>();

  /** Adds a recognized segment; returns the segments that became final. */
  add(placed: PlacedWords): { index: number; words: Word[] }[] {
    const index = placed.segment.index;
    this.#known.set(index, placed);
    this.#held.add(index);
    return this.#settle([index - 1, index, index + 1]);
  }

  /** A segment failed: its neighbours do not wait for it. */
  fail(index: number): { index: number; words: Word[] }[] {
    this.#known.set(index, "failed");
    return this.#settle([index - 1, index + 1]);
  }

  /** All segments are known: returns those that still wait for a neighbour that never came. */
  end(): { index: number; words: Word[] }[] {
    return [...this.#held].sort((a, b) => a - b).map((index) => this.#take(index));
  }

  #settle(indices: number[]): { index: number; words: Word[] }[] {
    for (const index of indices) this.#joinSeam(index, index + 1);
    return indices.filter((index) => this.#isFinal(index)).map((index) => this.#take(index));
  }

  #isFinal(index: number): boolean {
    const placed = this.#known.get(index);
    if (!placed || placed === "failed" || !this.#held.has(index)) return false;
    const startSettled = !placed.touchesStart || index === 0 || this.#known.has(index - 1);
    const endSettled = !placed.touchesEnd || this.#known.has(index + 1);
    return startSettled && endSettled;
  }

  #take(index: number): { index: number; words: Word[] } {
    this.#held.delete(index);
    const placed = this.#known.get(index);
    if (!placed || placed === "failed") throw new Error(`segment ${index} is not held`);
    const { segment, words } = placed;
    // If the neighbour failed, its part of the overlap does not belong to this segment.
    const from = segment.overlapsBefore && !this.#merged.has(index - 1) ? segment.start / SAMPLE_RATE : -Infinity;
    const to = segment.overlapsAfter && !this.#merged.has(index) ? segment.end / SAMPLE_RATE : Infinity;
    const own = words.filter(({ start, end }) => (start + end) / 2 >= from && (start + end) / 2 < to);
    return {
      index,
      words: own.map((word) => ({ ...word, start: clamp(word.start, from, to), end: clamp(word.end, from, to) })),
    };
  }

  #joinSeam(left: number, right: number): void {
    const before = this.#known.get(left);
    const after = this.#known.get(right);
    if (!before || !after || before === "failed" || after === "failed") return;
    if (!this.#held.has(left) || !this.#held.has(right)) return;
    if (before.segment.overlapsAfter) this.#merge(before, after);
    else this.#dropTwin(before, after);
  }

  #merge(before: PlacedWords, after: PlacedWords): void {
    const { index, end, audioEnd } = before.segment;
    if (this.#merged.has(index)) return;
    this.#merged.add(index);
    const merged = mergeOverlap(before.words, after.words, {
      from: after.segment.audioStart / SAMPLE_RATE,
      to: audioEnd / SAMPLE_RATE,
      cut: end / SAMPLE_RATE,
    });
    before.words = merged.left;
    after.words = merged.right;
  }

  /** If both sides of a seam have the same word, drops the less confident one. */
  #dropTwin(before: PlacedWords, after: PlacedWords): void {
    const last = before.words.at(-1);
    const first = after.words[0];
    if (!last || !first || !before.touchesEnd || !after.touchesStart) return;
    if (last.text.toLowerCase() !== first.text.toLowerCase()) return;
    if (last.confidence >= first.confidence) {
      after.words = after.words.slice(1);
      after.touchesStart = false;
    } else {
      before.words = before.words.slice(0, -1);
      before.touchesEnd = false;
    }
  }
}
