/** Glossaries: terms with the translations that a person wants. Plain data that travels in jobs. Pure. */
import { createHash } from "node:crypto";
import { SisterError } from "../../errors.js";

/** One row of a glossary. */
export interface GlossaryRow {
  /** The term in the language of the speech: one word or several. */
  readonly source: string;
  /** Its translation into every target that has none of its own in `targets`. "-" or the term itself: it is a name. */
  readonly target?: string | undefined;
  /** Translations by the code of the target. */
  readonly targets?: Readonly<Record<string, string>> | undefined;
  /** For people. */
  readonly note?: string | undefined;
}

export type Glossary = readonly GlossaryRow[];

/** A term with its translation into one language. It is a name that stays as it is if both are equal. */
export interface Term {
  readonly source: string;
  readonly target: string;
}

/** A term whose translation is not in the translation of a text. */
export interface TermBreach extends Term {
  /** Index of the text among those that were translated together. */
  readonly text: number;
}

export const ROWS_MOST = 5000;
export const BYTES_MOST = 1_000_000;
/** Characters of a term, of its translation and of a note. */
export const TERM_MOST = 200;

/** Stands for the term itself, in place of a translation. */
const SAME = "-";

/**
 * The terms that a glossary has for a target: by the column of the target, of its language without the region, or the
 * column `target`. A row without any of them says nothing about this target.
 *
 * @example
 * termsFor([{ source: "rank", targets: { es: "rango" } }, { source: "MPI", target: "-" }], "es-419");
 * // [{ source: "rank", target: "rango" }, { source: "MPI", target: "MPI" }]
 */
export function termsFor(glossary: Glossary, language: string): Term[] {
  return glossary.flatMap(({ source, target = "", targets = {} }) => {
    const own = targets[language] ?? targets[language.split("-")[0] ?? language] ?? "";
    const wanted = (own === "" ? target : own).trim();
    if (wanted === "") return [];
    return [{ source, target: wanted === SAME ? source : wanted }];
  });
}

/** What a glossary changes in translations into a target: part of the key under which results are kept. "" for nothing. */
export function glossaryIdentity(glossary: Glossary | null | undefined, target: string): string {
  const terms = termsFor(glossary ?? [], target);
  return terms.length === 0 ? "" : digestOfTerms(terms).slice(0, 16);
}

/** SHA-256 of terms in any order, in hexadecimal. */
export function digestOfTerms(terms: readonly Term[]): string {
  const pairs = terms.map((term) => [term.source, term.target]).sort(([a = ""], [b = ""]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(pairs)).digest("hex");
}

/** A row with the place that errors name: "terms.csv, row 3". */
export interface PlacedRow {
  readonly place: string;
  readonly row: GlossaryRow;
}

/**
 * Checks rows from outside, and trims them. Throws a SisterError (exit code 2) that names the first wrong row.
 *
 * @param what contains the rows: "terms.csv"
 */
export function checkGlossary(rows: readonly PlacedRow[], what: string): Glossary {
  if (rows.length > ROWS_MOST) throw wrong(what, `there are ${rows.length} terms: give at most ${ROWS_MOST}`);
  const seen = new Map<string, string>();
  return rows.map(({ place, row }) => {
    const trimmed = trimRow(row);
    const { source, target = "", targets = {}, note = "" } = trimmed;
    if (!/[\p{L}\p{N}]/u.test(source))
      throw wrong(place, "the column source has no term: write one, or remove the row");
    for (const text of [source, target, note, ...Object.values(targets)]) {
      if (text.length > TERM_MOST) throw wrong(place, `"${text.slice(0, 30)}…" is longer than ${TERM_MOST} characters`);
      if (/\p{Cc}|\p{Surrogate}/u.test(text))
        throw wrong(place, "a term holds a line break or another control character");
    }
    if (target === "" && Object.keys(targets).length === 0)
      throw wrong(place, `"${source}" has no translation: write one, or - to keep the term as it is`);
    for (const code of Object.keys(targets))
      if (!isLanguage(code)) throw wrong(place, `"${code}" is not a language code: write one such as es or id`);
    const before = seen.get(source);
    if (before !== undefined) throw wrong(place, `"${source}" is in ${before} already: keep one of them`);
    seen.set(source, place);
    return trimmed;
  });
}

function trimRow({ source, target, targets, note }: GlossaryRow): GlossaryRow {
  const plain = (text: string): string => text.normalize("NFC").trim().replace(/ +/gu, " ");
  const own = Object.entries(targets ?? {}).flatMap(([code, text]) =>
    plain(text) === "" ? [] : [[code, plain(text)]],
  );
  return {
    source: plain(source),
    ...(target === undefined || plain(target) === "" ? {} : { target: plain(target) }),
    ...(own.length > 0 ? { targets: Object.fromEntries(own) as Record<string, string> } : {}),
    ...(note === undefined || plain(note) === "" ? {} : { note: plain(note) }),
  };
}

/** Whether a text is the code of a language that has a name. */
export function isLanguage(code: string): boolean {
  try {
    const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
    return /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/iu.test(code) && names.of(code) !== undefined;
  } catch {
    return false;
  }
}

export function wrong(place: string, why: string): SisterError {
  return new SisterError(`${place}: ${why}`, { exitCode: 2 });
}
