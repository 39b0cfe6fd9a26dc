/** Makes readable text of the bare words that engines give. Pure. */

/** Languages that are written without spaces between words. */
const UNSPACED = new Set(["zh", "ja", "th", "lo", "km", "my", "yue"]);

/** Whether this language is written without spaces between words. */
export function isUnspaced(language: string): boolean {
  return UNSPACED.has(language.split("-")[0] ?? "");
}

/** Joins words to a text, with spaces if the language has them. */
export function joinWords(words: readonly string[], language: string): string {
  return words.join(isUnspaced(language) ? "" : " ");
}

/**
 * A unit's text as it is shown: one space between words, a capital at the start, the English "I". No punctuation is
 * added.
 *
 * @example
 * presentText("well i think so", "en"); // "Well I think so"
 */
export function presentText(text: string, language: string): string {
  let shown = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (language.split("-")[0] === "en") shown = shown.replace(/(^|[^\p{L}\p{N}'’-])i(?=$|[^\p{L}\p{N}-])/gu, "$1I");
  return shown.replace(
    /^([^\p{L}\p{N}]*)(\p{Ll})/u,
    (_all, before: string, letter: string) => before + letter.toLocaleUpperCase(language),
  );
}
