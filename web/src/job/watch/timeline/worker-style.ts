/** The style of a worker's segments: a colour and a pattern, so that neighbours differ not only by colour. Pure. */

/** Colours of `theme.css`: `--worker-0` to `--worker-7`. */
const COLOURS = 8;

/** Patterns over the colour; "" for no pattern. */
export const PATTERNS = ["", "rising", "dots", "falling", "bars", "lines"] as const;
export type Pattern = (typeof PATTERNS)[number];

export interface WorkerLook {
  colour: string;
  pattern: Pattern;
}

/** @param rank 0 for the first worker */
export function lookOf(rank: number): WorkerLook {
  const round = Math.floor(rank / COLOURS);
  return {
    colour: `var(--worker-${rank % COLOURS})`,
    pattern: PATTERNS[((rank % COLOURS) + round) % PATTERNS.length] ?? "",
  };
}
