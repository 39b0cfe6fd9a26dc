/** One line of the benchmark's table. */
export interface Row {
  name: string;
  /** The measured ratio or share; NaN if it could not be measured: `detail` gives the reason. */
  measured: number;
  /** The required value; "most" if smaller is better. Null if the figure is only reported. */
  bar: number | null;
  better: "less" | "more";
  unit: string;
  /** Spread and conditions. */
  detail: string;
}

/** The tools that a part of the benchmark gets. */
export interface Bench {
  /** Prints a line while it runs. */
  say(line: string): void;
  /** Adds a note below the table: how something was measured, and what it means. */
  note(line: string): void;
  /** Alternating runs of each program; undefined for the part's default. */
  runs: number | undefined;
  /** mpirun's `--bind-to` if each rank has a core; undefined for the part's default. */
  bindTo: "none" | "core" | undefined;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return below + (above - below) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** "0.21 to 0.26". */
export function spread(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}

/** Like `spread`, for the middle half of the values. */
export function middleHalf(values: readonly number[], digits = 2): string {
  return `${quantile(values, 0.25).toFixed(digits)} to ${quantile(values, 0.75).toFixed(digits)}`;
}

export function isReached(row: Row): boolean {
  if (row.bar === null) return true;
  return row.better === "less" ? row.measured <= row.bar : row.measured >= row.bar;
}
