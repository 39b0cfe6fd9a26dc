/** Reads a glossary from CSV: a file of a person, or a field of a form. */
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { CsvError, parse } from "csv-parse/sync";
import { messageOf } from "../../errors.js";
import { BYTES_MOST, checkGlossary, isLanguage, wrong, type Glossary, type PlacedRow } from "./glossary.js";

/** Columns of a table without a header. */
const COLUMNS = ["source", "target", "note"];

/**
 * Reads a CSV file (UTF-8). Rejects with a SisterError (exit code 2) that names the file and the row.
 *
 * @example
 * await readGlossary("terms.csv"); // [{ source: "rank", target: "rango" }]
 */
export async function readGlossary(path: string): Promise<Glossary> {
  const name = basename(path);
  let bytes: Uint8Array;
  try {
    const { size } = await stat(path);
    if (size > BYTES_MOST) throw wrong(name, `it has ${size} bytes, and a glossary has at most ${BYTES_MOST}`);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      throw wrong(name, `the glossary cannot be read (${messageOf(error)}): check the path`);
    throw error;
  }
  return parseGlossary(bytes, name);
}

/**
 * The rows of a CSV text with the columns source, target and note, and a column for each target with a translation of
 * its own, named by its code. Without a header the first three columns have this order. Columns are separated by commas,
 * semicolons or tabs.
 *
 * @param name of the file, for errors
 */
export function parseGlossary(text: string | Uint8Array, name: string): Glossary {
  if (Buffer.byteLength(text) > BYTES_MOST) throw wrong(name, `a glossary has at most ${BYTES_MOST} bytes`);
  let rows: { row: number; cells: string[] }[];
  try {
    const decoded =
      typeof text === "string" ? text : new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text);
    rows = cellsOf(decoded);
  } catch (error) {
    if (error instanceof CsvError) throw wrong(`${name}, row ${Number(error["lines"])}`, `not CSV: ${error.message}`);
    throw wrong(name, "it is not UTF-8 text: save the table as CSV in UTF-8");
  }
  const [first] = rows;
  if (!first) throw wrong(name, "the glossary is empty: write rows of source,target,note");
  const head = first.cells.map((cell) => cell.trim());
  const hasHead = head.some((cell) => cell.toLowerCase() === "source");
  const columns = hasHead ? checkColumns(head, `${name}, row ${first.row}`) : COLUMNS;
  const placed = rows.slice(hasHead ? 1 : 0).map(({ row, cells }): PlacedRow => {
    const place = `${name}, row ${row}`;
    if (cells.slice(columns.length).some((cell) => cell.trim() !== ""))
      throw wrong(
        place,
        `there are ${cells.length} columns instead of ${columns.length}: put a comma in a term into "quotes"`,
      );
    const at = (column: string): string => cells[columns.indexOf(column)] ?? "";
    const targets = columns.flatMap((column, i) => (COLUMNS.includes(column) ? [] : [[column, cells[i] ?? ""]]));
    return {
      place,
      row: {
        source: at("source"),
        target: at("target"),
        note: at("note"),
        targets: Object.fromEntries(targets) as Record<string, string>,
      },
    };
  });
  if (placed.length === 0) throw wrong(name, "the glossary has a header and no terms: write rows below it");
  return checkGlossary(placed, name);
}

function cellsOf(text: string): { row: number; cells: string[] }[] {
  // Of three separators the one that parts the first line is meant: a term may hold the others.
  const [line = ""] = text.split(/\r?\n/u, 1);
  const delimiter = [",", ";", "\t"].sort((a, b) => line.split(b).length - line.split(a).length)[0] ?? ",";
  const records = parse(text, { bom: true, relax_column_count: true, delimiter, info: true }) as unknown as {
    info: { lines: number };
    record: string[];
  }[];
  return records.flatMap(({ info, record }) =>
    record.every((cell) => cell.trim() === "") ? [] : [{ row: info.lines, cells: record }],
  );
}

function checkColumns(head: readonly string[], place: string): string[] {
  const columns = head.map((cell) => (COLUMNS.includes(cell.toLowerCase()) ? cell.toLowerCase() : cell));
  for (const [i, column] of columns.entries()) {
    if (columns.indexOf(column) !== i) throw wrong(place, `the column "${column}" is there twice`);
    if (!COLUMNS.includes(column) && !isLanguage(column))
      throw wrong(
        place,
        `"${column}" is not a column: they are source, target, note, and codes of languages such as es`,
      );
  }
  return columns;
}
