/** Translates a letter style into libass's terms. Pure. */
import { assStyleOf } from "../../subtitles/file/ass-style.js";
import type { LetterStyle } from "../../subtitles/letters.js";

export type { LetterStyle } from "../../subtitles/letters.js";
export { isFontName } from "../../subtitles/file/ass-style.js";

/** Numbers of the upper edge: in overrides libass takes those of SSA. */
const TOP = { ass: 8, ssa: 6 } as const;

/**
 * The style as overrides for libass (`force_style` of ffmpeg's filter). Empty if nothing is set. Throws a RangeError
 * for a colour that is not #rrggbb, and for a font name that would end its field.
 *
 * @example
 * overridesOf({ fontSize: 24, position: "top" }); // "Fontsize=24,Alignment=6"
 * overridesOf({ color: "#ffff00" }); // "PrimaryColour=&H0000FFFF"
 */
export function overridesOf(style: LetterStyle): string {
  const fields = assStyleOf(style);
  if (fields["Alignment"] === TOP.ass) fields["Alignment"] = TOP.ssa;
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join(",");
}
