/** The burner's own font files, loaded into the page: letters over the video have the shape that they are burned in. */
import { useEffect } from "react";
import { createStore, usePart } from "../stores/store.js";

/** A font of `GET /api/fonts`. */
export interface BurnerFont {
  family: string;
  url: string;
  /** CSS font size as a share of the line's height. */
  emScale: number;
  /** Letters have it if their style names none. */
  default?: true;
}

type FontState = "loading" | "ready" | "failed";

const states = createStore<Readonly<Record<string, FontState>>>({});

/** The family's name in style sheets: not that of a font that the browser's own machine may have in another version. */
export const cssFamily = (family: string): string =>
  `burner-${family.replace(/[^\w-]/gu, (sign) => `_${sign.codePointAt(0)?.toString(16) ?? ""}`)}`;

/** The font of a style: the one that it names, else the burner's default. Undefined while fonts are not known. */
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
 * Loads a font; whether it has come. Until then the browser draws its own.
 *
 * @param isWanted false as long as nobody sees it
 */
export function useBurnerFont(font: BurnerFont | undefined, isWanted = true): boolean {
  useEffect(() => {
    if (font && isWanted) load(font);
  }, [font, isWanted]);
  return usePart(states, (all) => font !== undefined && all[font.family] === "ready");
}
