/** A Markdown table of the figures. Pure. */
import { isReached, type Row } from "./row.js";

function figure(row: Row, value: number): string {
  if (Number.isNaN(value)) return "not measured";
  const digits = value >= 100 ? 0 : value < 10 ? 2 : 1;
  const unit = row.unit === "x" ? "x" : row.unit === "" ? "" : ` ${row.unit}`;
  return `${value.toFixed(digits)}${unit}`;
}

function barOf(row: Row): string {
  if (row.bar === null) return "none";
  return `${figure(row, row.bar)} ${Number.isNaN(row.measured) ? "" : isReached(row) ? "✓" : "✗"}`.trim();
}

/** The rows, followed by a line for each note. */
export function tableOf(rows: readonly Row[], notes: readonly string[]): string {
  return [
    "| what | measured | bar | conditions |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row.name} | **${figure(row, row.measured)}** | ${barOf(row)} | ${row.detail} |`),
    ...notes.flatMap((note) => ["", note]),
    "",
  ].join("\n");
}
