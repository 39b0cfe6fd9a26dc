/** One line of the benchmark's table. */
export interface Row {
  name: string;
  /** The ratio or share that was measured. */
  measured: number;
  /** What it has to reach; "most" where smaller is better. */
  bar: number;
  better: "less" | "more";
  unit: string;
  /** Spread and conditions. */
  detail: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** "0.21 to 0.26". */
export function spread(values: readonly number[], digits = 2): string {
  return `${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)}`;
}

export function isReached(row: Row): boolean {
  return row.better === "less" ? row.measured <= row.bar : row.measured >= row.bar;
}
