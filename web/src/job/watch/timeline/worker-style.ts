/** How a worker's parts look: a colour and a pattern, so that no two near each other are told apart by colour alone. Pure. */

/** Colours of `theme.css`: `--worker-0` to `--worker-7`. */
const COLOURS = 8;

/** Patterns over the colour; "" is none. */
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
