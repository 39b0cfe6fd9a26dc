/** Converts languages as people write them, codes of ISO 639-2 and 639-3 and names, to the codes of Sister. Pure. */
import { editDistance } from "../../edit-distance.js";

const LETTERS = [..."abcdefghijklmnopqrstuvwxyz"];
/** The language codes of two letters that are in use. */
function codesOfTwoLetters(): string[] {
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });
  const codes = LETTERS.flatMap((a) => LETTERS.map((b) => a + b));
  // A withdrawn code ("iw") has the name of the code that replaced it ("he").
  return codes.filter((code) => names.of(code) !== undefined && Intl.getCanonicalLocales(code)[0] === code);
}

/** A name without case and accents, for comparisons. */
const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

let known: Map<string, string> | null = null;

/** The code of each English name and each name in its own language. Made when first needed: it takes milliseconds. */
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
 * The code of Sister for a code or a name; undefined if it is neither. `"eng"` and `"English"` become `"en"`, `"ger"` and
 * `"Deutsch"` become `"de"`, `"pt_BR"` becomes `"pt-BR"`. A code of three letters without a short form stays.
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
  // The aliases of CLDR include the bibliographic codes of ISO 639-2.
  const [canonical = primary] = Intl.getCanonicalLocales(primary);
  return canonical.length === 2 ? canonical : primary;
}

/** The language whose name begins with a word or differs from it by at most two letters, as "en (English)". */
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
