/** Writes cues as a table (CSV) and as a text to read (paragraphs). Pure. */
import { isUnspacedLanguage } from "../lines/break-lines.js";
import type { SubtitleFile } from "./subtitle-file.js";

const COLUMNS = ["index", "start", "end", "text"] as const;

/** A pause that begins a paragraph of a plain text (milliseconds). */
const PARAGRAPH_PAUSE = 2000;

/** With what a spreadsheet begins a formula: https://owasp.org/www-community/attacks/CSV_Injection, and its full-width forms. */
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** The cues as CSV by RFC 4180, times in seconds. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function writeCsvFile(file: Pick<SubtitleFile, "cues">): string {
  const rows = file.cues.map((cue, i) => [
    String(i + 1),
    ...[seconds(cue.start), seconds(cue.end), cue.content.text].map(quoted),
  ]);
  return [COLUMNS.map(quoted), ...rows].map((row) => `${row.join(",")}\r\n`).join("");
}

function quoted(value: string): string {
  return `"${(FORMULA.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;
}

/** The text alone, cues joined to paragraphs at pauses of 2 s; every paragraph is one line. */
export function writeTextFile(file: Pick<SubtitleFile, "cues" | "language">): string {
  const glue = isUnspacedLanguage(file.language ?? "und") ? "" : " ";
  let text = "";
  let end = -Infinity;
  for (const cue of file.cues) {
    const own = cue.content.text.replaceAll("\n", glue);
    text += text === "" ? own : `${cue.start - end >= PARAGRAPH_PAUSE ? "\n\n" : glue}${own}`;
    end = Math.max(end, cue.end);
  }
  return text === "" ? "" : `${text}\n`;
}

function seconds(value: number): string {
  return (value / 1000).toFixed(3);
}
