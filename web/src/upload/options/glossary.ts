/** Glossaries as the server takes them: rows of a table that a person chose as a file. Pure. */
import type { GlossaryRow } from "../wanted.js";

type GlossaryFaultKind =
  | "empty"
  | "unreadable"
  | "too-large"
  | "too-many"
  | "quote"
  | "column"
  | "column-twice"
  | "too-wide"
  | "no-term"
  | "no-translation"
  | "too-long"
  | "control"
  | "twice";

/** Why a table is no glossary. `row` counts from 1; 0: the whole table. `text`: the cell that is wrong. */
export interface GlossaryFault {
  kind: GlossaryFaultKind;
  row: number;
  text: string;
}

/** The server's limits. */
export const ROWS_MOST = 5000;
export const TERM_MOST = 200;
export const BYTES_MOST = 1_000_000;

/** Stands for the term itself, in place of a translation. */
export const SAME = "-";

const COLUMNS = ["source", "target", "note"];
const SEPARATORS = [",", ";", "\t"];

interface TableRow {
  row: number;
  cells: string[];
}

class Wrong extends Error {
  readonly fault: GlossaryFault;

  constructor(kind: GlossaryFaultKind, row = 0, text = "") {
    super(kind);
    this.fault = { kind, row, text };
  }
}

/**
 * Reads a CSV text with the columns source, target and note, and a column for each language with translations of its
 * own. Without a header the first three columns have this order.
 *
 * @example
 * readGlossary("source,es\nrank,rango"); // { rows: [{ source: "rank", targets: { es: "rango" } }] }
 */
export function readGlossary(text: string): { rows: GlossaryRow[] } | { fault: GlossaryFault } {
  try {
    return { rows: rowsOf(recordsOf(text.replace(/^\ufeff/u, ""))) };
  } catch (error) {
    if (error instanceof Wrong) return { fault: error.fault };
    throw error;
  }
}

function rowsOf(records: readonly TableRow[]): GlossaryRow[] {
  const [first] = records;
  if (!first) throw new Wrong("empty");
  const head = first.cells.map((cell) => cell.trim());
  const hasHead = head.some((cell) => cell.toLowerCase() === "source");
  const columns = hasHead ? columnsOf(head, first.row) : COLUMNS;
  const body = hasHead ? records.slice(1) : records;
  if (body.length === 0) throw new Wrong("empty");
  if (body.length > ROWS_MOST) throw new Wrong("too-many", 0, String(body.length));
  const seen = new Set<string>();
  return body.map(({ row, cells }) => {
    const extra = cells.slice(columns.length).find((cell) => cell.trim() !== "");
    if (extra !== undefined) throw new Wrong("too-wide", row, extra);
    const made = rowOf(columns, cells);
    const fault = faultOf(made, row);
    if (fault) throw fault;
    if (seen.has(made.source)) throw new Wrong("twice", row, made.source);
    seen.add(made.source);
    return made;
  });
}

/** A term in the form in which the server compares it. */
export const plainTerm = (text: string): string => text.normalize("NFC").trim().replace(/ +/gu, " ");

/** Whether a text can be a term: it holds a letter or a digit. */
export const isTerm = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

function rowOf(columns: readonly string[], cells: readonly string[]): GlossaryRow {
  const row: GlossaryRow = { source: "" };
  const targets: Record<string, string> = {};
  for (const [place, column] of columns.entries()) {
    const text = plainTerm(cells[place] ?? "");
    if (column === "source") row.source = text;
    else if (text === "") continue;
    else if (column === "target") row.target = text;
    else if (column === "note") row.note = text;
    else targets[column] = text;
  }
  return Object.keys(targets).length > 0 ? { ...row, targets } : row;
}

function faultOf({ source, target, note = "", targets = {} }: GlossaryRow, row: number): Wrong | null {
  if (!isTerm(source)) return new Wrong("no-term", row);
  const translations = Object.values(targets);
  for (const text of [source, target ?? "", note, ...translations]) {
    if (text.length > TERM_MOST) return new Wrong("too-long", row, `${text.slice(0, 30)}…`);
    if (/\p{Cc}|\p{Surrogate}/u.test(text)) return new Wrong("control", row, text.replace(/\p{Cc}/gu, " "));
  }
  return target === undefined && translations.length === 0 ? new Wrong("no-translation", row, source) : null;
}

function columnsOf(head: readonly string[], row: number): string[] {
  const columns = head.map((cell) => (COLUMNS.includes(cell.toLowerCase()) ? cell.toLowerCase() : cell));
  for (const [place, column] of columns.entries()) {
    if (columns.indexOf(column) !== place) throw new Wrong("column-twice", row, column);
    if (!COLUMNS.includes(column) && !isLanguage(column)) throw new Wrong("column", row, column);
  }
  return columns;
}

/** Whether a text is the code of a language that has a name. */
function isLanguage(code: string): boolean {
  try {
    const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
    return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu.test(code) && names.of(code) !== undefined;
  } catch {
    return false;
  }
}

/** The lines of a table that are not blank. A cell in quotes may hold separators, line breaks and doubled quotes. */
function recordsOf(text: string): TableRow[] {
  const separator = separatorOf(text);
  const records: TableRow[] = [];
  let cells: string[] = [];
  let cell = "";
  let line = 1;
  let isQuoted = false;
  const endRecord = (): void => {
    cells.push(cell);
    if (cells.some((one) => one.trim() !== "")) records.push({ row: line, cells });
    cells = [];
    cell = "";
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? "";
    if (isQuoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (sign === '"' && cell.trim() === "") {
      cell = "";
      isQuoted = true;
    } else if (sign === separator) {
      cells.push(cell);
      cell = "";
    } else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && text[at + 1] === "\n") at += 1;
      endRecord();
      line += 1;
    } else cell += sign;
  }
  if (isQuoted) throw new Wrong("quote", line);
  endRecord();
  return records;
}

/** Of three separators the one that parts the first line is meant: a term may hold the others. */
function separatorOf(text: string): string {
  const [line = ""] = text.split(/\r?\n/u, 1);
  const [first = ","] = SEPARATORS.toSorted((a, b) => line.split(b).length - line.split(a).length);
  return first;
}
