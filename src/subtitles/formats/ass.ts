/** Advanced SubStation Alpha, for the burner. Pure. */
import type { Cue } from "../cue.js";
import { LAYOUT, LETTER_DEFAULTS, TEXT_MARGIN } from "../letters.js";
import { shownCues } from "../shown-cues.js";

/** WORD JOINER: it has no width. */
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
  // libass finds each line's direction by its letters. With 0 or 1 it puts the parts of every line from left to right, also those of Hebrew and Arabic.
  Encoding: -1,
};

/** The style's numbers are those with which ffmpeg lays out SubRip, so that `letters.ts` holds for them. */
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
 * The cues of one language as an .ass file. Letters appear as they were typed: nothing in a text is an instruction. Times are in hundredths of a second
 * there, rounded down, so that a cue that begins with a frame is in it.
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
 * Text as libass shows it letter by letter. A backslash begins an instruction (`\N`, `\h`, `\{`) unless another sign than a letter follows, so one
 * without width does; a brace opens a block of instructions unless a backslash stands before it.
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
