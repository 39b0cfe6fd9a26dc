/** A letter style as a person types it. Pure. */
import { LETTER_COLOUR, LETTER_DEFAULTS, LETTER_LIMITS, type LetterStyle } from "./letters.js";

const NAMES = ["font", ...(Object.keys(LETTER_DEFAULTS) as (keyof typeof LETTER_DEFAULTS)[])] as const;

/**
 * Parses "fontSize=24,color=#ffff00,position=top". The names are those of LetterStyle. Throws a RangeError that says
 * what is allowed.
 *
 * @example
 * parseLetters("font=DejaVu Sans,fontSize=24"); // { font: "DejaVu Sans", fontSize: 24 }
 */
export function parseLetters(text: string): LetterStyle {
  const style: Record<string, string | number> = {};
  for (const part of text.split(",")) {
    const [name = "", ...rest] = part.split("=");
    const key = NAMES.find((one) => one.toLowerCase() === name.trim().toLowerCase());
    if (key === undefined || rest.length === 0)
      throw new RangeError(
        `"${part.trim()}" is not part of a style: write NAME=VALUE with the names ${NAMES.join(", ")}`,
      );
    style[key] = valueOf(key, rest.join("=").trim());
  }
  return style;
}

function valueOf(key: (typeof NAMES)[number], text: string): string | number {
  if (key in LETTER_LIMITS) {
    const [least, most] = LETTER_LIMITS[key as keyof typeof LETTER_LIMITS];
    const value = text === "" ? NaN : Number(text);
    if (!(value >= least && value <= most))
      throw new RangeError(`${key}=${text}: give a number from ${least} to ${most}`);
    return value;
  }
  if (key === "position" && text !== "top" && text !== "bottom")
    throw new RangeError(`position=${text}: give top or bottom`);
  if (/color$/i.test(key) && !LETTER_COLOUR.test(text))
    throw new RangeError(`${key}=${text}: give a colour as #rrggbb`);
  if (text === "") throw new RangeError(`${key} has no value: write ${key}=VALUE`);
  return text;
}
