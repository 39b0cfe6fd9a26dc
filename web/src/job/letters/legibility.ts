/** Whether letters stand out from their surroundings on any picture. Pure. */
import { LETTER_DEFAULTS, type LetterStyle } from "../../../../src/subtitles/letters.js";

/** `bare`: the letters have neither outline nor box. `poor`: the outline or box has nearly their colour. */
export type Legibility = "good" | "bare" | "poor";

/** The contrast that WCAG 2.2 requires for large letters (1.4.3). */
const LEAST_RATIO = 3;
/** The thinnest visible outline, in 288ths of the picture's height. */
const LEAST_OUTLINE = 0.5;

type Channels = readonly [number, number, number];

const channelsOf = (hex: string): Channels => {
  const at = (index: number): number => Number.parseInt(hex.slice(index, index + 2), 16);
  return [at(1), at(3), at(5)];
};

function luminance(channels: Channels): number {
  const [red, green, blue] = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, 1 to 21, as WCAG defines it. */
function contrast(a: Channels, b: Channels): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/**
 * @example
 * legibilityOf({ color: "#ffffff", outline: 0 }); // "bare"
 */
export function legibilityOf(style: LetterStyle): Legibility {
  const { outline = LETTER_DEFAULTS.outline, boxOpacity = LETTER_DEFAULTS.boxOpacity } = style;
  const letters = channelsOf(style.color ?? LETTER_DEFAULTS.color);
  const hasOutline = outline >= LEAST_OUTLINE;
  if (!hasOutline && boxOpacity === 0) return "bare";
  const edge = hasOutline ? contrast(letters, channelsOf(style.outlineColor ?? LETTER_DEFAULTS.outlineColor)) : 0;
  const box = channelsOf(style.boxColor ?? LETTER_DEFAULTS.boxColor);
  // The picture below may be black or white: the lower contrast counts.
  const over = (under: number): Channels =>
    box.map((value) => value * boxOpacity + under * (1 - boxOpacity)) as unknown as Channels;
  const ground = boxOpacity > 0 ? Math.min(contrast(letters, over(0)), contrast(letters, over(255))) : 0;
  return Math.max(edge, ground) >= LEAST_RATIO ? "good" : "poor";
}
