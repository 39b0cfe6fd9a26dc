/** Finds letters that no font of a machine has. libass would draw them as boxes. Pure. */

/** Code points that fonts have, as ascending ranges. */
export type Charset = readonly (readonly [first: number, last: number])[];

/** Parses fontconfig's charsets of fonts ("20-7e a0-17f 192") into one charset. */
export function parseCharset(text: string): Charset {
  const ranges = text.split(/\s+/).flatMap((range): [number, number][] => {
    const [first = NaN, last = first] = range.split("-").map((code) => Number.parseInt(code, 16));
    return Number.isNaN(first) || Number.isNaN(last) ? [] : [[first, last]];
  });
  const merged: [number, number][] = [];
  for (const [first, last] of ranges.sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** Characters that are never drawn: spaces, and characters without width. */
const UNDRAWN = /[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/u;

/** The letters of texts that no font has, each once, in their order. */
export function lettersWithoutFont(texts: Iterable<string>, fonts: Charset): string[] {
  const letters = new Set<string>();
  for (const text of texts) for (const letter of text) letters.add(letter);
  return [...letters].filter((letter) => hasNoFont(letter, fonts));
}

/**
 * The text without the letters that no font has.
 *
 * @example
 * withoutMissing("Tokyo 東京", parseCharset("20-7e")); // "Tokyo "
 */
export function withoutMissing(text: string, fonts: Charset): string {
  const missing = new Set(lettersWithoutFont([text], fonts));
  return missing.size === 0 ? text : [...text].filter((letter) => !missing.has(letter)).join("");
}

function hasNoFont(letter: string, fonts: Charset): boolean {
  return !UNDRAWN.test(letter) && !has(fonts, letter.codePointAt(0) ?? 0);
}

function has(fonts: Charset, code: number): boolean {
  let [low, high] = [0, fonts.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [first, last] = fonts[middle] ?? [0, 0];
    if (code < first) high = middle - 1;
    else if (code > last) low = middle + 1;
    else return true;
  }
  return false;
}

/** Debian's font packages by the letters that they contain. The first match counts. */
const PACKAGES: readonly (readonly [letters: RegExp, name: string])[] = [
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u30ff\uff00-\uffef]/u,
    "fonts-noto-cjk",
  ],
  // An outline font, because libass does not draw coloured pictures.
  [/[\p{Extended_Pictographic}\p{Regional_Indicator}]/u, "fonts-symbola"],
  [/[\p{L}\p{M}\p{N}\p{P}\p{S}]/u, "fonts-noto-core"],
];

/** Most letters in a warning. */
const SHOWN = 8;

/**
 * The warning for letters that no font has. Null if there are none.
 *
 * @example
 * missingLetters(["日", "本"]); // "2 letters have no font on this machine, so they are left out of the picture (日 本): install fonts-noto-cjk (…) …"
 */
export function missingLetters(letters: readonly string[]): string | null {
  if (letters.length === 0) return null;
  const packages = new Set(letters.flatMap((letter) => PACKAGES.find(([some]) => some.test(letter))?.[1] ?? []));
  const names = [...packages].join(" ");
  const shown = letters.slice(0, SHOWN).join(" ") + (letters.length > SHOWN ? " …" : "");
  const [count, fate] =
    letters.length === 1
      ? ["a letter has", "it is left out of the picture"]
      : [`${letters.length} letters have`, "they are left out of the picture"];
  const hint =
    names === ""
      ? "no font package has them: install a font that does, or use other letters"
      : `install ${names} (on Debian: apt-get install ${names}) and burn again`;
  return `${count} no font on this machine, so ${fate} (${shown}): ${hint}`;
}
