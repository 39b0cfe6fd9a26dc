/** A subtitle file in memory, whatever format it was read from. Pure. */
import type { StyledText } from "./styled-text.js";

/** Where a cue stands on the picture, as ASS and the numeric keypad number it: 1 to 3 bottom, 4 to 6 middle, 7 to 9 top, left to right. */
export type Anchor = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** One cue of a file. */
export interface FileCue {
  /** Whole milliseconds; `end` is not before `start`. */
  readonly start: number;
  readonly end: number;
  readonly content: StyledText;
  /** Default 2: bottom, centred. */
  readonly anchor?: Anchor;
  /** Name of the cue's style, in formats that have styles. */
  readonly style?: string;
  /** Identifier of a WebVTT cue that is no number. */
  readonly id?: string;
  /** Settings of a WebVTT cue ("line:0 align:start"), kept as they are. */
  readonly settings?: string;
}

export interface SubtitleFile {
  /** BCP 47 code, if the file names it. */
  readonly language?: string;
  readonly cues: readonly FileCue[];
  /** What stands before the cues in the format's own words (STYLE blocks of WebVTT, styles of ASS), by format: written again in that format only. */
  readonly heads: Readonly<Record<string, string>>;
  /** What could not be read, or was left out, for a person: "line 12: times that are no times". */
  readonly notes: readonly string[];
}

/** The cues with only what the norms look at. */
export function checkedCues(file: Pick<SubtitleFile, "cues">): { start: number; end: number; text: string }[] {
  return file.cues.map(({ start, end, content }) => ({ start, end, text: content.text }));
}
