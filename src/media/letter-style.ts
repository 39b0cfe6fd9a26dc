/** How burned letters look. Pure. */

/** What is left out is as the subtitle file or libass has it. */
export interface LetterStyle {
  /** In 288ths of the picture's height, which is how ffmpeg lays out SubRip; its default is 16. */
  fontSize?: number | undefined;
  position?: "top" | "bottom" | undefined;
  /** Width of the letters' dark edge, in the unit of fontSize; by default 1. */
  outline?: number | undefined;
}

/** libass's numbers for the middle of an edge: those of SSA, also in an ASS file's overrides. */
const ALIGNMENT = { bottom: 2, top: 6 } as const;

/**
 * The style as libass takes it over a file's own (`force_style` of ffmpeg's filter); empty where nothing is asked for.
 *
 * @example
 * overridesOf({ fontSize: 24, position: "top" }); // "Fontsize=24,Alignment=6"
 */
export function overridesOf({ fontSize, position, outline }: LetterStyle): string {
  const fields = {
    Fontsize: fontSize,
    Alignment: position === undefined ? undefined : ALIGNMENT[position],
    Outline: outline,
  };
  return Object.entries(fields)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(",");
}
