/** The burner's font files, loaded into the page, so that letters over the video look as they are burned. */
import { useEffect } from "react";
import { createStore, usePart } from "../../stores/store.js";

/** A font of `GET /api/fonts`. */
export interface BurnerFont {
  family: string;
  url: string;
  /** CSS font size as a share of the line's height. */
  emScale: number;
  /** Used if a style names no font. */
  default?: true;
}

type FontState = "loading" | "ready" | "failed";

const states = createStore<Readonly<Record<string, FontState>>>({});

/**
 * The family's name in style sheets. It differs from the font's own name, since the browser's machine may have another
 * version of that font.
 */
export const cssFamily = (family: string): string =>
  `burner-${family.replace(/[^\w-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16) ?? ""}`)}`;

/** The font of a style: the named one, else the burner's default. Undefined while the fonts are unknown. */
export const fontOf = (family: string | undefined, fonts: readonly BurnerFont[]): BurnerFont | undefined =>
  fonts.find((font) => font.family === family) ?? fonts.find((font) => font.default === true) ?? fonts[0];

function load({ family, url }: BurnerFont): void {
  if (states.get()[family] !== undefined) return;
  const note = (state: FontState): void => states.set((before) => ({ ...before, [family]: state }));
  note("loading");
  const face = new FontFace(cssFamily(family), `url("${encodeURI(decodeURI(url))}")`);
  document.fonts.add(face);
  face.load().then(
    () => note("ready"),
    () => note("failed"),
  );
}

/**
 * Loads a font; returns whether it is loaded. Until then the browser draws its own font.
 *
 * @param isWanted false while the text is not visible
 */
export function useBurnerFont(font: BurnerFont | undefined, isWanted = true): boolean {
  useEffect(() => {
    if (font && isWanted) load(font);
  }, [font, isWanted]);
  return usePart(states, (all) => font !== undefined && all[font.family] === "ready");
}
