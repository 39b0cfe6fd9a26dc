/**
 * A style from the browser's storage. An older page may have written it, so only fields that the server accepts are
 * used. Pure.
 */
import type { RenderStyle } from "../../api/client.js";

const isColor = (value: unknown): value is string => typeof value === "string" && /^#[\da-f]{6}$/i.test(value);
const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === "number" && value >= least && value <= most;

/** The valid fields. */
export function keptLetters(kept: unknown): RenderStyle {
  if (typeof kept !== "object" || kept === null) return {};
  const { font, fontSize, color, boxColor, boxOpacity, outline, outlineColor, position } = kept as Record<
    string,
    unknown
  >;
  return {
    ...(typeof font === "string" && font !== "" && font.length <= 200 ? { font } : {}),
    ...(isWithin(fontSize, 6, 144) ? { fontSize } : {}),
    ...(isColor(color) ? { color } : {}),
    ...(isColor(boxColor) ? { boxColor } : {}),
    ...(isWithin(boxOpacity, 0, 1) ? { boxOpacity } : {}),
    ...(isWithin(outline, 0, 16) ? { outline } : {}),
    ...(isColor(outlineColor) ? { outlineColor } : {}),
    ...(position === "top" || position === "bottom" ? { position } : {}),
  };
}
