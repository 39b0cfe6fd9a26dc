/** What the tags and times of subtitle formats have in common. Pure. */
import type { TextStyle } from "./styled-text.js";

/** Colours that files name by a word: those of HTML 4, which players know, and orange. */
const COLOURS: Readonly<Record<string, string>> = {
  black: "#000000",
  silver: "#c0c0c0",
  gray: "#808080",
  grey: "#808080",
  white: "#ffffff",
  maroon: "#800000",
  red: "#ff0000",
  purple: "#800080",
  fuchsia: "#ff00ff",
  magenta: "#ff00ff",
  green: "#008000",
  lime: "#00ff00",
  olive: "#808000",
  yellow: "#ffff00",
  navy: "#000080",
  blue: "#0000ff",
  teal: "#008080",
  aqua: "#00ffff",
  cyan: "#00ffff",
  orange: "#ffa500",
};

/** A colour as "#rrggbb"; undefined if it is none. Alpha is left out. */
export function colourOf(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = value.trim().toLowerCase();
  const hex = /^#?([0-9a-f]{6})(?:[0-9a-f]{2})?$/u.exec(text)?.[1];
  if (hex) return `#${hex}`;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/u.exec(text);
  if (short)
    return `#${short
      .slice(1)
      .map((digit) => digit + digit)
      .join("")}`;
  const rgb = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})/u.exec(text);
  if (rgb)
    return `#${rgb
      .slice(1, 4)
      .map((part) => Math.min(255, Number(part)).toString(16).padStart(2, "0"))
      .join("")}`;
  return COLOURS[text];
}

/** The style of an HTML-like tag. */
export function styleOfTags(tag: string, colour: string | undefined): TextStyle {
  switch (tag) {
    case "b":
      return { bold: true };
    case "i":
      return { italic: true };
    case "u":
      return { underline: true };
    case "s":
      return { strike: true };
    default: {
      const known = colourOf(colour);
      return known ? { colour: known } : {};
    }
  }
}

/** Hours, minutes, seconds and a fraction as whole milliseconds. "5" as a fraction is half a second. */
export function clock(hours = "0", minutes = "0", seconds = "0", fraction = "0"): number {
  return (
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 +
    Math.round(Number(`0.${fraction || "0"}`) * 1000)
  );
}
