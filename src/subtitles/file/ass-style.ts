/** A letter style in the fields of an ASS style. Pure. */
import { BOX_PADDING, LAYOUT, LETTER_COLOUR, LETTER_DEFAULTS, type LetterStyle } from "../letters.js";

/** ASS numbers of the middle of an edge. */
const ALIGNMENT = { bottom: 2, top: 8 } as const;

/**
 * libass's own border style: one rectangle of BackColour behind all lines, and the letters with their outline on it.
 * (Border style 3 of ASS draws a box of OutlineColour per line instead of an outline.) The rectangle extends Outline
 * plus Shadow beyond the text; no shadow is drawn.
 */
const BOX = 4;

/** Characters that separate fields, and control characters. */
const BREAKS_FIELDS = /[,=\\\p{Cc}]/u;

/** Whether a font of this name can stand in a style. */
export const isFontName = (name: string): boolean => name.trim() !== "" && !BREAKS_FIELDS.test(name);

/** The style of a file that brings none. */
const DEFAULTS = {
  Name: "Default",
  Fontname: "Arial",
  Fontsize: LETTER_DEFAULTS.fontSize,
  PrimaryColour: "&H00FFFFFF",
  SecondaryColour: "&H00FFFFFF",
  OutlineColour: "&H00000000",
  BackColour: "&H00000000",
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
  MarginL: LETTER_DEFAULTS.sideMargin,
  MarginR: LETTER_DEFAULTS.sideMargin,
  MarginV: LETTER_DEFAULTS.margin,
  // With -1 libass finds the direction of each line by its letters. With 0 or 1 it lays out every line from left to
  // right, even Hebrew and Arabic.
  Encoding: -1,
};

/**
 * The fields that a style sets. Throws a RangeError for a colour that is not #rrggbb, and for a font name that would
 * end its field.
 *
 * @example
 * assStyleOf({ fontSize: 24, position: "top" }); // { Fontsize: 24, Alignment: 8 }
 */
export function assStyleOf(style: LetterStyle): Record<string, string | number> {
  const { font, fontSize, color, boxColor = LETTER_DEFAULTS.boxColor, boxOpacity = 0, position } = style;
  const { outline, outlineColor, margin, sideMargin } = style;
  if (font !== undefined && !isFontName(font)) throw new RangeError(`"${font}" is not the name of a font`);
  const box = boxOpacity > 0;
  const fields = {
    Fontname: font,
    Fontsize: fontSize,
    PrimaryColour: color === undefined ? undefined : colourOf(color),
    OutlineColour: outlineColor === undefined ? undefined : colourOf(outlineColor),
    BackColour: box ? colourOf(boxColor, boxOpacity) : undefined,
    BorderStyle: box ? BOX : undefined,
    Shadow: box ? BOX_PADDING : undefined,
    Alignment: position === undefined ? undefined : ALIGNMENT[position],
    Outline: outline,
    MarginL: sideMargin,
    MarginR: sideMargin,
    MarginV: margin,
  };
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, string | number] => entry[1] !== undefined),
  );
}

/** `#rrggbb` in the notation of ASS: transparency (00 is opaque), blue, green, red. */
function colourOf(color: string, opacity = 1): string {
  if (!LETTER_COLOUR.test(color)) throw new RangeError(`"${color}" is not a colour: write it as #rrggbb`);
  const [red, green, blue] = [color.slice(1, 3), color.slice(3, 5), color.slice(5, 7)];
  const transparency = Math.round((1 - Math.min(1, opacity)) * 255);
  const hex = transparency.toString(16).padStart(2, "0");
  return `&H${hex}${blue}${green}${red}`.toUpperCase();
}

/**
 * Resolution and style of an .ass file. The numbers are those with which ffmpeg lays out SubRip, so `letters.ts` is
 * valid for them.
 */
export function assHead(letters: LetterStyle = {}): string {
  const style = { ...DEFAULTS, ...assStyleOf(letters) };
  return `[Script Info]
ScriptType: v4.00+
PlayResX: ${LAYOUT.width}
PlayResY: ${LAYOUT.height}
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: ${Object.keys(style).join(", ")}
Style: ${Object.values(style).join(",")}`;
}
