/** Text as people want to read it, where the engine gives bare words. Pure. */

/** Languages that are written without spaces between words. */
const UNSPACED = new Set(["zh", "ja", "th", "lo", "km", "my", "yue"]);

/** Whether words of this language stand beside each other without a space. */
export function isUnspaced(language: string): boolean {
  return UNSPACED.has(language.split("-")[0] ?? "");
}

/** Words as a text. */
export function joinWords(words: readonly string[], language: string): string {
  return words.join(isUnspaced(language) ? "" : " ");
}

/**
 * A unit's text as it is shown: one space between words, a capital at the start, the English "I". Punctuation is not invented.
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
