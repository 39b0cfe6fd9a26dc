/**
 * A style from the browser's storage. An older page may have written it, so only fields that the server accepts are
 * used. Pure.
 */
import { LETTER_COLOUR, LETTER_LIMITS } from "../../../../src/subtitles/letters.js";
import type { RenderStyle } from "../../api/client.js";

const isColor = (value: unknown): value is string => typeof value === "string" && LETTER_COLOUR.test(value);
const isNumber = (value: unknown, name: keyof typeof LETTER_LIMITS): value is number =>
  typeof value === "number" && value >= LETTER_LIMITS[name][0] && value <= LETTER_LIMITS[name][1];

/** The valid fields. */
export function keptLetters(kept: unknown): RenderStyle {
  if (typeof kept !== "object" || kept === null) return {};
  const { font, fontSize, color, boxColor, boxOpacity, outline, outlineColor, position, margin, sideMargin } =
    kept as Record<string, unknown>;
  return {
    ...(typeof font === "string" && font !== "" && font.length <= 200 ? { font } : {}),
    ...(isNumber(fontSize, "fontSize") ? { fontSize } : {}),
    ...(isColor(color) ? { color } : {}),
    ...(isColor(boxColor) ? { boxColor } : {}),
    ...(isNumber(boxOpacity, "boxOpacity") ? { boxOpacity } : {}),
    ...(isNumber(outline, "outline") ? { outline } : {}),
    ...(isColor(outlineColor) ? { outlineColor } : {}),
    ...(position === "top" || position === "bottom" ? { position } : {}),
    ...(isNumber(margin, "margin") ? { margin } : {}),
    ...(isNumber(sideMargin, "sideMargin") ? { sideMargin } : {}),
  };
}
