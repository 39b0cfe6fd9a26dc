/** Languages as people write them, as the codes that Sister uses: ISO 639-2 and 639-3 codes, and names. Pure. */
import { editDistance } from "../../edit-distance.js";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
/** The codes of two letters that are in use. */
function codesOfTwoLetters(): string[] {
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
  // Withdrawn codes ("iw") have the name of the one that is used now ("he").
  return codes.filter((code) => names.of(code) !== undefined && Intl.getCanonicalLocales(code)[0] === code);
}

/** As names are compared: without case and accents. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

let known: Map<string, string> | null = null;

/** English and own names, and the code of each. Made at the first question: it takes some milliseconds. */
function codesByName(): Map<string, string> {
  if (known) return known;
  known = new Map();
  const english = new Intl.DisplayNames(["en"], { type: "language" });
  for (const code of codesOfTwoLetters()) {
    const own = new Intl.DisplayNames([code], { type: "language" }).of(code);
    for (const name of [own, english.of(code)]) if (name !== undefined) known.set(plain(name), code);
  }
  return known;
}

/**
 * The code that Sister uses for a code or a name, or undefined: `"eng"` and `"English"` to `"en"`, `"ger"` and
 * `"Deutsch"` to `"de"`, `"pt_BR"` to `"pt-BR"`. A code of three letters for which there is none of two stays.
 *
 * @example
 * languageCode("spa"); // "es"
 */
export function languageCode(text: string): string | undefined {
  const word = text.trim().replaceAll("_", "-");
  if (/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/.test(word)) {
    const [primary = "", ...rest] = word.split("-");
    return [shortest(primary.toLowerCase()), ...rest].join("-");
  }
  return codesByName().get(plain(text.trim()));
}

function shortest(primary: string): string {
  if (primary.length === 2) return primary;
  // The alias list of CLDR has the bibliographic codes of ISO 639-2 too.
  const [canonical = primary] = Intl.getCanonicalLocales(primary);
  return canonical.length === 2 ? canonical : primary;
}

/**
 * The language whose name begins as a word does or differs in a letter or two, as "en (English)"; undefined where there
 * is none.
 */
export function nearLanguage(text: string): string | undefined {
  const word = plain(text.trim());
  if (word.length < 3) return undefined;
  const english = new Intl.DisplayNames(["en"], { type: "language" });
  let best: { code: string; distance: number } | null = null;
  for (const [name, code] of codesByName()) {
    const distance = name.startsWith(word) ? 0.5 : editDistance(word, name);
    if (distance <= 2 && distance < word.length / 2 && (!best || distance < best.distance)) best = { code, distance };
  }
  return best ? `${best.code} (${english.of(best.code) ?? best.code})` : undefined;
}
