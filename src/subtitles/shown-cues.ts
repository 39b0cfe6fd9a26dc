/** The cues that every format writes: those with visible text in one language, by the rule for text. Pure. */
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

/** 9999:59:59,999. Larger numbers would be written with an exponent, which no reader takes for a time. */
const LAST_MS = 35_999_999_999;

/** The cues with visible text in a language. Any text and any times become valid. */
export function shownCues(cues: readonly Pick<Cue, "start" | "end" | "text">[], language: string): ShownCue[] {
  return cues.flatMap((cue) => {
    const text = cueText(cue.text[language] ?? "");
    if (text === "") return [];
    const start = Math.min(wholeMs(cue.start), LAST_MS - 1);
    return [{ start, end: Math.max(wholeMs(cue.end), start + 1), text }];
  });
}

/** Seconds as whole milliseconds within the range of subtitle files. */
export function wholeMs(seconds: number): number {
  const total = Math.round(seconds * 1000);
  return Number.isNaN(total) ? 0 : Math.min(Math.max(0, total), LAST_MS);
}
