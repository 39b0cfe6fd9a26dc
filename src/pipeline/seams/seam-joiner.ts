/**
 * Joins what neighbouring segments heard. Pure.
 *
 * Where a cut ran through speech and both sides heard 2 s around it, words tell where one ends and the other begins (overlap-merge.ts).
 * Elsewhere an engine may also hear a margin of each neighbour: a word belongs to the segment in which its middle lies; words of the margin
 * are dropped, and times are kept inside the segment, so words of neighbours never overlap. Where speech runs across a
 * cut, both sides may have heard the same word with its middle on their own side: then the more confident of the two stays.
 */
import { SAMPLE_RATE, type Word } from "../../speech/engine.js";
import { mergeOverlap } from "./overlap-merge.js";
import type { Segment } from "../segmentation/segment.js";

/** Two sides heard the same word when both give it to the seam within this many seconds. */
const SEAM_REACH = 0.05;

/** Words of one segment on the presentation timeline. */
export interface PlacedWords {
  segment: Segment;
  words: Word[];
  /** The neighbour on this side may have heard the same words. */
  touchesStart: boolean;
  touchesEnd: boolean;
}

/** Puts an engine's words (times from the first sample that it heard) on the presentation timeline and drops those of the margins. */
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
    // With no margin on a side there is no neighbour there: the word is this segment's, wherever the engine put it.
    if (middle < from && segment.audioStart < first) continue;
    if (middle >= to && segment.audioEnd > last) continue;
    if (words.length === 0) touchesStart ||= start <= from + SEAM_REACH;
    touchesEnd = overlapsAfter || end >= to - SEAM_REACH;
    words.push({ ...word, start: clamp(start, from, to), end: clamp(end, from, to) });
  }
  return { segment, words, touchesStart, touchesEnd };
}

function clamp(value: number, low: number, high: number): number {
  // Milliseconds: the same words come from every route, so no last bit of a float may differ.
  return Math.round(Math.min(high, Math.max(low, value)) * 1000) / 1000;
}

/** What a segment came to: its words, or that it failed. */
export type SegmentOutcome = { words: Word[] } | { failed: { start: number; end: number } };

/**
 * Joins segments that come in any order. A segment is given out as soon as no neighbour can change it any more.
 *
 * @example
 * const joiner = new SeamJoiner();
 * for (const { index, outcome } of joiner.add(placeWords(segment, words))) assembler.add(index, outcome);
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

  /** A segment failed: its neighbours need not wait for it. */
  fail(index: number): { index: number; words: Word[] }[] {
    this.#known.set(index, "failed");
    return this.#settle([index - 1, index + 1]);
  }

  /** All segments are known: returns those that still wait for a neighbour that never was. */
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
    // Without a neighbour, its part of an overlap is not this segment's.
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

  /** Drops the less confident twin of a word that both sides of a seam heard. */
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
