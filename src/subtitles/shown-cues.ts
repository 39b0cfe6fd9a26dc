/** What every writer of a format is given: the cues of one language that show something, as the rule for text has them. Pure. */
import type { Cue } from "./cue.js";
import { cueText } from "./text/plain-text.js";

/** A cue for a file. */
export interface ShownCue {
  /** Whole milliseconds from 0; `end` is after `start`. */
  start: number;
  end: number;
  /** One or more lines of visible text, joined by "\n". */
  text: string;
}

/** 9999:59:59,999: readers have no bound of their own, and a number with an exponent is no time. */
const LAST_MS = 35_999_999_999;

/** The cues with text in a language, whatever text and times they hold. */
export function shownCues(cues: readonly Pick<Cue, "start" | "end" | "text">[], language: string): ShownCue[] {
  return cues.flatMap((cue) => {
    const text = cueText(cue.text[language] ?? "");
    if (text === "") return [];
    const start = Math.min(wholeMs(cue.start), LAST_MS - 1);
    return [{ start, end: Math.max(wholeMs(cue.end), start + 1), text }];
  });
}

/** Seconds as whole milliseconds, as files write them. */
export function wholeMs(seconds: number): number {
  const total = Math.round(seconds * 1000);
  return Number.isNaN(total) ? 0 : Math.min(Math.max(0, total), LAST_MS);
}
