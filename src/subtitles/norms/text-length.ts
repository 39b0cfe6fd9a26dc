/** How the norms count characters. Pure. */

/** Languages whose norms count full-width characters: half-width letters and digits count as half a character. */
const FULL_WIDTH = new Set(["zh", "yue", "ja", "ko"]);

/** Characters of Unicode's East Asian wide and full-width blocks that subtitles hold: CJK, kana, Hangul, full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** Texts of Latin letters, whose length is known without a look at each letter: without the soft hyphen, which has no width. */
const LATIN = /^[\x20-\x7e\xa0-\xac\xae-\u024f]*$/;

/**
 * The length of a line or of a text in characters, as the norms of its language count them: combining marks and characters without width count
 * nothing; in Chinese, Japanese and Korean a half-width character counts half.
 *
 * @param text one line; line breaks in it count nothing
 * @param language BCP 47 code
 *
 * @example
 * textLength("¿Qué?", "es"); // 5
 * textLength("二〇二六年AI", "ja"); // 6
 */
export function textLength(text: string, language: string): number {
  const halves = FULL_WIDTH.has(baseOf(language));
  if (LATIN.test(text)) return halves ? text.length / 2 : text.length;
  let length = 0;
  for (const character of text) {
    if (character === "\n" || /[\p{M}\p{Cf}]/u.test(character)) continue;
    length += halves && !WIDE.test(character) ? 0.5 : 1;
  }
  return length;
}

/** The first part of a language code: "pt" of "pt-BR". */
export function baseOf(language: string): string {
  // Most codes are their own base: layouts ask millions of times.
  return /^[a-z]+$/.test(language) ? language : (language.toLowerCase().split(/[-_]/u)[0] ?? "");
}
