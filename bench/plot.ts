/** A picture of the figures: each as a share of its bar, in the same scale. Pure. */
import { isReached, type Row } from "./row.js";

const LEFT = 400;
const SCALE = 320;
const ROW = 34;
/** Width of the longest label, in pixels. */
const ROOM = 280;

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

type BarredRow = Row & { bar: number };

/** Whether a row has a bar: figures without a bar, and those that could not be measured, are only in the table. */
function isDrawn(row: Row): row is BarredRow {
  return row.bar !== null && !Number.isNaN(row.measured);
}

/**
 * An SVG with a line for each row that has a bar: the measured value as a share of the required one; the vertical line
 * is 1.
 */
export function drawRows(rows: readonly Row[], conditions: string): string {
  const drawn = rows.filter(isDrawn);
  const height = drawn.length * ROW + 90;
  const lines = drawn.map((row, i) => {
    const share = Math.min(1.6, Math.max(0, row.measured / row.bar));
    const width = share * SCALE;
    const y = 50 + i * ROW;
    const color = isReached(row) ? "#2f855a" : "#c05621";
    const sign = row.better === "less" ? "at most" : "at least";
    const unit = row.unit === "x" ? "x" : row.unit === "" ? "" : ` ${row.unit}`;
    const value = `${row.measured.toFixed(row.measured >= 100 ? 0 : 2)}${unit}, ${sign} ${row.bar}${unit}`;
    return (
      `<text x="${LEFT - 10}" y="${y + 15}" text-anchor="end">${escape(row.name)}</text>` +
      `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="20" rx="3" fill="${color}"/>` +
      // In the bar if there is room, else behind it.
      (width > ROOM
        ? `<text x="${LEFT + 8}" y="${y + 15}" fill="#fff" font-size="12">${escape(value)}</text>`
        : `<text x="${(LEFT + width + 8).toFixed(1)}" y="${y + 15}" fill="#222" font-size="12" stroke="#fff" stroke-width="4" paint-order="stroke">${escape(value)}</text>`)
    );
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${LEFT + SCALE * 1.6 + 20} ${height}" font-family="system-ui, sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${LEFT + SCALE}" y="36" text-anchor="middle" fill="#444">the bar</text>`,
    `<line x1="${LEFT + SCALE}" y1="42" x2="${LEFT + SCALE}" y2="${height - 36}" stroke="#222" stroke-dasharray="4 3"/>`,
    ...lines,
    `<text x="16" y="${height - 14}" fill="#666" font-size="11">${escape(conditions)}</text>`,
    "</svg>",
    "",
  ].join("\n");
}
