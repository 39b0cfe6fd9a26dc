/** Cues as a table (CSV) and as a text to read (paragraphs). Pure. */
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { plain } from "./styled-text.js";
import type { FileCue, SubtitleFile } from "./subtitle-file.js";
import { isUnspacedLanguage } from "../lines/break-lines.js";

const COLUMNS = ["index", "start", "end", "text"] as const;

/** A pause that begins a paragraph of a plain text (milliseconds). */
const PARAGRAPH_PAUSE = 2000;

/** The cues as CSV by RFC 4180, times in seconds. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function writeCsvFile(file: Pick<SubtitleFile, "cues">): string {
  const rows = file.cues.map((cue, i) => [i + 1, seconds(cue.start), seconds(cue.end), cue.content.text]);
  return stringify([[...COLUMNS], ...rows], {
    escape_formulas: true,
    quoted_string: true,
    record_delimiter: "windows",
  });
}

/**
 * Reads CSV with a header that names start, end and text.
 *
 * @returns null if it has no such header
 */
export function readCsvFile(text: string): SubtitleFile | null {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, delimiter: [",", ";", "\t"] });
  } catch {
    return null;
  }
  const head = (rows[0] ?? []).map((name) => name.trim().toLowerCase());
  const [start, end, content] = [head.indexOf("start"), head.indexOf("end"), head.indexOf("text")];
  if (start === -1 || end === -1 || content === -1) return null;
  const notes: string[] = [];
  const cues = rows.slice(1).flatMap((row, i): FileCue[] => {
    const [from, to] = [ms(row[start]), ms(row[end])];
    if (from === null || to === null) {
      notes.push(`row ${i + 2}: its times are no seconds, so it is left out`);
      return [];
    }
    const own = (row[content] ?? "")
      .replace(/^'(?=[=+\-@\t\r\uff1d\uff0b\uff0d\uff20])/u, "")
      .replace(/\r\n?/gu, "\n")
      .trim();
    return own === "" ? [] : [{ start: from, end: Math.max(from, to), content: plain(own) }];
  });
  return { cues, heads: {}, notes };
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

function ms(value: string | undefined): number | null {
  const number = Number((value ?? "").trim().replace(",", "."));
  return value === undefined || value.trim() === "" || !(number >= 0 && number < 1e9)
    ? null
    : Math.round(number * 1000);
}
