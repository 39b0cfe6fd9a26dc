/**
 * The look and the position of burned letters. Pure: the page imports this file, so that its preview and a burned frame
 * agree.
 *
 * Sizes are in 288ths of the picture's height, the unit in which ffmpeg lays out SubRip. test/media/letter-style.test.ts
 * measures every number of this file in burned frames.
 */

/** How letters look. A missing field has its value in LETTER_DEFAULTS. */
export interface LetterStyle {
  /** A font family of the machine that burns. Default: the font that fontconfig gives for Arial. */
  font?: string | undefined;
  /** Distance from one line to the next. A CSS font size is this times the font's `emScale`. */
  fontSize?: number | undefined;
  /** Colour of the letters, as #rrggbb. */
  color?: string | undefined;
  boxColor?: string | undefined;
  /** 0 to 1. Above 0 a box is drawn behind the letters. */
  boxOpacity?: number | undefined;
  /** Width of the edge around the letters. */
  outline?: number | undefined;
  outlineColor?: string | undefined;
  position?: "top" | "bottom" | undefined;
  /** Distance from the upper or lower edge of the picture to the text. */
  margin?: number | undefined;
  /** Least distance from the left and right edge to the text, in 384ths of the picture's width. */
  sideMargin?: number | undefined;
}

export const LETTER_DEFAULTS = {
  fontSize: 16,
  color: "#ffffff",
  boxColor: "#000000",
  boxOpacity: 0,
  outline: 1,
  outlineColor: "#000000",
  position: "bottom",
  margin: 10,
  sideMargin: 10,
} as const;

/** The least and the greatest value of each number of a style. */
export const LETTER_LIMITS = {
  fontSize: [6, 144],
  boxOpacity: [0, 1],
  outline: [0, 16],
  margin: [0, 140],
  sideMargin: [0, 180],
} as const satisfies Partial<Record<keyof LetterStyle, readonly [number, number]>>;

/** A colour of a style. */
export const LETTER_COLOUR = /^#[0-9a-fA-F]{6}$/;

/**
 * The picture's height and width in units of a layout. Horizontal lengths are stretched with the picture: a unit is 1/384 of
 * its width.
 */
export const LAYOUT = { height: 288, width: 384 } as const;

/** Distance from the outline of the text to the edge of the box, in the same units. */
export const BOX_PADDING = 2;

/** The position of letters in a picture, in pixels. */
export interface LetterLayout {
  /** Distance from one line to the next, without a gap between the lines. */
  lineHeight: number;
  /** Distance from the picture's upper or lower edge to the first or last line. */
  margin: number;
  /** A longer line is broken. */
  maxWidth: number;
  /** Width of the edge around the letters, horizontally and vertically. */
  outline: { x: number; y: number };
  /** How far the box extends beyond the lines. It is one rectangle, as wide as the longest line. null: no box. */
  box: { x: number; y: number } | null;
}

/**
 * The layout of a style in a picture.
 *
 * @param picture its size in pixels
 *
 * @example
 * layOutLetters({ fontSize: 24, boxOpacity: 0.5 }, { width: 1280, height: 720 }).lineHeight; // 60
 */
export function layOutLetters(style: LetterStyle, picture: { width: number; height: number }): LetterLayout {
  const { fontSize = LETTER_DEFAULTS.fontSize, outline = LETTER_DEFAULTS.outline, boxOpacity = 0 } = style;
  const { margin = LETTER_DEFAULTS.margin, sideMargin = LETTER_DEFAULTS.sideMargin } = style;
  const x = picture.width / LAYOUT.width;
  const y = picture.height / LAYOUT.height;
  const beyond = outline + BOX_PADDING;
  return {
    lineHeight: fontSize * y,
    margin: margin * y,
    maxWidth: picture.width - 2 * sideMargin * x,
    outline: { x: outline * x, y: outline * y },
    box: boxOpacity > 0 ? { x: beyond * x, y: beyond * y } : null,
  };
}
