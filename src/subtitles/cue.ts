/** The subtitle world's nouns: words on the timeline, units of translation, cues. Times are in seconds on the video's presentation timeline. */

import { lineText } from "./text/plain-text.js";

/** A word that was heard. */
export interface TimedWord {
  text: string;
  start: number;
  end: number;
  /** 0 to 1. */
  confidence: number;
  /** The times are a guess. */
  estimated?: true;
  /** A paragraph of a given script begins with it, and so does a unit. No file has it. */
  breakBefore?: true;
}

/** Below this confidence an editor marks a word: of such words Moonshine has about every second one wrong. */
export const DOUBTFUL_BELOW = 0.5;

/**
 * A stretch of speech that is translated as one: it ends at a pause or at punctuation. `failed` marks a place where
 * recognition failed: it has no words.
 */
export interface Unit {
  start: number;
  end: number;
  words: TimedWord[];
  failed?: boolean;
}

/** A unit whose words are by the rule for text, whatever engine or script they are of; a word of which nothing is left is none. */
export function plainUnit(unit: Unit): Unit {
  const words = unit.words.map((word) => ({ ...word, text: lineText(word.text) })).filter(({ text }) => text !== "");
  return { ...unit, words };
}

/** A unit with its text in every language: the source's under its code, a translation (or null where it failed) under each target's. */
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
