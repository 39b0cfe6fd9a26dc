/** Translates a letter style into libass's terms. Pure. */
import { BOX_PADDING, LETTER_DEFAULTS, type LetterStyle } from "../../subtitles/letters.js";

export type { LetterStyle } from "../../subtitles/letters.js";

/** libass's numbers for the middle of an edge. They are those of SSA, even in an ASS file's overrides. */
const ALIGNMENT = { bottom: 2, top: 6 } as const;

/**
 * libass's own border style: one rectangle of BackColour behind all lines, and the letters with their outline on it.
 * (Border style 3 of SSA draws a box of OutlineColour per line instead of an outline.) The rectangle extends Outline
 * plus Shadow beyond the text; no shadow is drawn.
 */
const BOX = 4;

/** Characters that separate fields in `force_style`, and control characters. */
const BREAKS_FIELDS = /[,=\\\p{Cc}]/u;

/** Whether this font name can be passed to libass. */
export const isFontName = (name: string): boolean => name.trim() !== "" && !BREAKS_FIELDS.test(name);

/**
 * The style as overrides for libass (`force_style` of ffmpeg's filter). Empty if nothing is set. Throws a RangeError
 * for a colour that is not #rrggbb, and for a font name that would end its field.
 *
 * @example
 * overridesOf({ fontSize: 24, position: "top" }); // "Fontsize=24,Alignment=6"
 * overridesOf({ color: "#ffff00" }); // "PrimaryColour=&H0000FFFF"
 */
export function overridesOf(style: LetterStyle): string {
  const { font, fontSize, color, boxColor = LETTER_DEFAULTS.boxColor, boxOpacity = 0, position } = style;
  const { outline, outlineColor } = style;
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
  };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(",");
}

/** `#rrggbb` in SSA's notation: transparency (00 is opaque), blue, green, red. */
function colourOf(color: string, opacity = 1): string {
  const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(color) ?? [];
  if (red === undefined || green === undefined || blue === undefined)
    throw new RangeError(`"${color}" is not a colour: write it as #rrggbb`);
  const transparency = Math.round((1 - Math.min(1, opacity)) * 255);
  const hex = transparency.toString(16).padStart(2, "0");
  return `&H${hex}${blue}${green}${red}`.toUpperCase();
}
