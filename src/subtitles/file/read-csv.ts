/** Reads cues from a table. Pure. */
import { parse } from "csv-parse/sync";
import { plain } from "./styled-text.js";
import type { FileCue, SubtitleFile } from "./subtitle-file.js";

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

function ms(value: string | undefined): number | null {
  const number = Number((value ?? "").trim().replace(",", "."));
  return value === undefined || value.trim() === "" || !(number >= 0 && number < 1e9)
    ? null
    : Math.round(number * 1000);
}
