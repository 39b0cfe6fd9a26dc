/**
 * How burned letters look, and where they stand in the picture. Pure: the page imports it, so that its preview and a burned frame agree.
 *
 * Sizes are in 288ths of the picture's height, the unit in which ffmpeg lays out SubRip. test/media/letter-style.test.ts measures every number of this
 * file in burned frames.
 */

/** What is left out is as LETTER_DEFAULTS has it. */
export interface LetterStyle {
  /** A font family of the machine that burns. By default what fontconfig has for Arial. */
  font?: string | undefined;
  /** Distance from one line to the next. A CSS font size is this times the font's `emScale`. */
  fontSize?: number | undefined;
  /** Of the letters, as #rrggbb. */
  color?: string | undefined;
  boxColor?: string | undefined;
  /** 0 to 1; above 0 there is a box behind the letters. */
  boxOpacity?: number | undefined;
  /** Width of the edge around the letters. */
  outline?: number | undefined;
  outlineColor?: string | undefined;
  position?: "top" | "bottom" | undefined;
}

export const LETTER_DEFAULTS = {
  fontSize: 16,
  color: "#ffffff",
  boxColor: "#000000",
  boxOpacity: 0,
  outline: 1,
  outlineColor: "#000000",
  position: "bottom",
} as const;

/** The picture's height and width in the units of a layout. Across, lengths are stretched with the picture: a unit is 1/384 of its width. */
export const LAYOUT = { height: 288, width: 384 } as const;

/** From the picture's edge to the text: above and below in 288ths of its height, left and right in 384ths of its width. */
export const TEXT_MARGIN = 10;

/** From the text's outline to the edge of the box, in the same units. */
export const BOX_PADDING = 2;

/** Where letters stand in a picture, in its pixels. */
export interface LetterLayout {
  /** Distance from one line to the next, without a gap between the lines. */
  lineHeight: number;
  /** From the picture's upper or lower edge to the first or last line. */
  margin: number;
  /** Longer lines are broken. */
  maxWidth: number;
  /** Width of the edge around the letters, across and upright. */
  outline: { x: number; y: number };
  /** How far the box reaches beyond the lines. It is one rectangle, as wide as the longest line. null without a box. */
  box: { x: number; y: number } | null;
}

/**
 * The layout of a style in a picture of so many pixels.
 *
 * @example
 * layOutLetters({ fontSize: 24, boxOpacity: 0.5 }, { width: 1280, height: 720 }).lineHeight; // 60
 */
export function layOutLetters(style: LetterStyle, picture: { width: number; height: number }): LetterLayout {
  const { fontSize = LETTER_DEFAULTS.fontSize, outline = LETTER_DEFAULTS.outline, boxOpacity = 0 } = style;
  const x = picture.width / LAYOUT.width;
  const y = picture.height / LAYOUT.height;
  const beyond = outline + BOX_PADDING;
  return {
    lineHeight: fontSize * y,
    margin: TEXT_MARGIN * y,
    maxWidth: picture.width - 2 * TEXT_MARGIN * x,
    outline: { x: outline * x, y: outline * y },
    box: boxOpacity > 0 ? { x: beyond * x, y: beyond * y } : null,
  };
}
