/** Words on the timeline, units of translation, and cues. Times are in seconds on the video's presentation timeline. */

import { lineText } from "./text/plain-text.js";

/** A word that was recognized. */
export interface TimedWord {
  text: string;
  start: number;
  end: number;
  /** 0 to 1. */
  confidence: number;
  /** The times are estimates. */
  estimated?: true;
  /** The word begins a paragraph of a given script, and so a unit. Not written to any file. */
  breakBefore?: true;
}

/** An editor marks words below this confidence. About every second such word of Moonshine is wrong. */
export const DOUBTFUL_BELOW = 0.5;

/**
 * Speech that is translated as one text: it ends at a pause or at punctuation. `failed` marks a time span whose
 * recognition failed; it has no words.
 */
export interface Unit {
  start: number;
  end: number;
  words: TimedWord[];
  failed?: boolean;
}

/** Applies the rule for text to the words of a unit. Words of which nothing visible is left are removed. */
export function plainUnit(unit: Unit): Unit {
  const words = unit.words.map((word) => ({ ...word, text: lineText(word.text) })).filter(({ text }) => text !== "");
  return { ...unit, words };
}

/** A unit with its text in every language, by language code. A translation that failed is null. */
export interface TranslatedUnit extends Unit {
  text: Record<string, string | null>;
}

/** One subtitle. `text` holds at most two lines per language, joined by "\n". */
export interface Cue {
  /** From 1. */
  index: number;
  start: number;
  end: number;
  text: Record<string, string>;
  words: TimedWord[];
  failed?: boolean;
}
