/** Advanced SubStation Alpha, from which videos are burned. It is not in the table of formats. Pure. */
import type { Cue } from "../cue.js";
import { LAYOUT, LETTER_DEFAULTS, TEXT_MARGIN } from "../letters.js";
import { shownCues } from "../shown-cues.js";

/** WORD JOINER: a character without width. */
const JOINER = "\u2060";

const STYLE = {
  Name: "Default",
  Fontname: "Arial",
  Fontsize: LETTER_DEFAULTS.fontSize,
  PrimaryColour: "&Hffffff",
  SecondaryColour: "&Hffffff",
  OutlineColour: "&H0",
  BackColour: "&H0",
  Bold: 0,
  Italic: 0,
  Underline: 0,
  StrikeOut: 0,
  ScaleX: 100,
  ScaleY: 100,
  Spacing: 0,
  Angle: 0,
  BorderStyle: 1,
  Outline: LETTER_DEFAULTS.outline,
  Shadow: 0,
  Alignment: 2,
  MarginL: TEXT_MARGIN,
  MarginR: TEXT_MARGIN,
  MarginV: TEXT_MARGIN,
  // With -1 libass finds the direction of each line by its letters. With 0 or 1 it lays out every line from left to
  // right, even Hebrew and Arabic.
  Encoding: -1,
};

/** The numbers of the style are those with which ffmpeg lays out SubRip, so `letters.ts` is valid for them. */
const HEAD = `[Script Info]
ScriptType: v4.00+
PlayResX: ${LAYOUT.width}
PlayResY: ${LAYOUT.height}
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: ${Object.keys(STYLE).join(", ")}
Style: ${Object.values(STYLE).join(",")}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
`;

/**
 * The cues of one language as an .ass file. Letters appear as they were typed: nothing in a text is an instruction. Times
 * are rounded down to hundredths of a second, so that a cue that begins with a frame is shown in that frame.
 */
export function toAss(cues: readonly Pick<Cue, "start" | "end" | "text">[], language: string): string {
  const lines = shownCues(cues, language).map(({ start, end, text }) => {
    const from = Math.floor(start / 10);
    const until = Math.max(Math.floor(end / 10), from + 1);
    return `Dialogue: 0,${timeOf(from)},${timeOf(until)},Default,,0,0,0,,${escapeAss(text)}\n`;
  });
  return HEAD + lines.join("");
}

/**
 * Escapes text so that libass shows every letter. A backslash before a letter begins an instruction (`\N`, `\h`, `\{`), so
 * a character without width follows each backslash. A brace opens a block of instructions unless a backslash precedes it.
 *
 * @example
 * escapeAss("{C}\nC:\\Nuevo"); // "\\{C\\}\\NC:\\\u2060Nuevo"
 */
export function escapeAss(text: string): string {
  return text.replaceAll("\\", `\\${JOINER}`).replaceAll("{", "\\{").replaceAll("}", "\\}").replaceAll("\n", "\\N");
}

/** Hundredths of a second as "1:02:03.04". */
function timeOf(hundredths: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const seconds = Math.floor(hundredths / 100);
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.${two(hundredths % 100)}`;
}
