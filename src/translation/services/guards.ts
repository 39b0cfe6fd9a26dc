/** Tells translations that cannot be right: lost, doubled or shifted lines, the source given back, another language. Pure. */

export interface GuardedLines {
  readonly source: string;
  readonly target: string;
  readonly texts: readonly string[];
  readonly translations: readonly string[];
}

/** What is wrong with a line's translation. */
export type GuardBreach = "count" | "empty" | "echo" | "doubled" | "shifted" | "language" | "length" | "numbers";

/** Scripts that a language's text must show, for languages that are not written in Latin letters. */
const SCRIPTS: Readonly<Record<string, RegExp>> = {
  ja: /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u,
  zh: /\p{Script=Han}/u,
  yue: /\p{Script=Han}/u,
  ko: /\p{Script=Hangul}/u,
  ru: /\p{Script=Cyrillic}/u,
  uk: /\p{Script=Cyrillic}/u,
  be: /\p{Script=Cyrillic}/u,
  bg: /\p{Script=Cyrillic}/u,
  mk: /\p{Script=Cyrillic}/u,
  kk: /\p{Script=Cyrillic}/u,
  ar: /\p{Script=Arabic}/u,
  fa: /\p{Script=Arabic}/u,
  ur: /\p{Script=Arabic}/u,
  he: /\p{Script=Hebrew}/u,
  el: /\p{Script=Greek}/u,
  th: /\p{Script=Thai}/u,
  hi: /\p{Script=Devanagari}/u,
  bn: /\p{Script=Bengali}/u,
  ta: /\p{Script=Tamil}/u,
  ka: /\p{Script=Georgian}/u,
  hy: /\p{Script=Armenian}/u,
  km: /\p{Script=Khmer}/u,
  lo: /\p{Script=Lao}/u,
  my: /\p{Script=Myanmar}/u,
};

/** The most frequent small words of languages in Latin letters that no other of these languages has. */
const SMALL_WORDS: Readonly<Record<string, ReadonlySet<string>>> = Object.fromEntries(
  Object.entries({
    en: "the and is are was were this that with have has not you they from what which would there their been will of to it",
    es: "el los las una que por con para está están pero como más muy esto este fue son hay y",
    ca: "els les una que per amb és són però com més aquest aquesta això hi i",
    fr: "le les une des est sont avec pour dans qui mais cette vous nous pas plus c'est et du",
    de: "der die das und ist sind nicht mit für auf ein eine wir sie ich es den dem wird auch",
    pt: "os uma não com para está são mas como isso você mais foi muito também e o",
    it: "il gli una che non con per sono è ma come questo più anche della di e",
    id: "yang dan di ke dari untuk dengan ini itu tidak ada adalah akan pada saya kita mereka bisa",
    nl: "het een van en is zijn niet met voor dat wij ook aan ze deze",
  }).map(([language, words]) => [language, new Set(words.split(" "))]),
);

/**
 * The lines of a batch whose translations cannot be trusted, with the reason. Whole-batch faults (`count`, `language`, `shifted`) name every line.
 *
 * @example
 * breachesOf({ source: "en", target: "es", texts: ["It is 12 km."], translations: ["Son 15 km."] });
 * // Map { 0 → "numbers" }
 */
export function breachesOf(lines: GuardedLines): Map<number, GuardBreach> {
  const { source, target, texts, translations } = lines;
  const all = (breach: GuardBreach): Map<number, GuardBreach> => new Map(texts.map((_, i) => [i, breach]));
  if (translations.length !== texts.length) return all("count");
  if (baseOf(source) !== baseOf(target) && speaksSource(lines)) return all("language");
  if (isShifted(texts, translations)) return all("shifted");
  const breaches = new Map<number, GuardBreach>();
  const seen = new Map<string, number>();
  for (const [i, text] of texts.entries()) {
    const translation = translations[i] ?? "";
    const breach = breachOf(text, translation, source, target);
    if (breach) breaches.set(i, breach);
    const key = plainOf(translation);
    const twin = seen.get(key);
    // A translation that repeats where the source does not may stand in the place of another. Asked for alone, a short answer ("Yes.") may repeat.
    if (twin !== undefined && key !== "" && plainOf(texts[twin] ?? "") !== plainOf(text)) {
      breaches.set(i, "doubled");
      breaches.set(twin, "doubled");
    }
    seen.set(key, i);
  }
  // A short line may be the same in both languages ("No."), but not from a service that gave others back.
  if ([...breaches.values()].includes("echo")) {
    for (const [i, text] of texts.entries())
      if (plainOf(text) !== "" && plainOf(text) === plainOf(translations[i] ?? "")) breaches.set(i, "echo");
  }
  return breaches;
}

function breachOf(text: string, translation: string, source: string, target: string): GuardBreach | null {
  if (plainOf(text) === "") return null;
  if (plainOf(translation) === "") return "empty";
  if (baseOf(source) !== baseOf(target) && isEcho(text, translation)) return "echo";
  const script = SCRIPTS[baseOf(target)];
  if (script && !script.test(translation) && hasPlainWords(text)) return "language";
  if (!haveSameNumbers(text, translation)) return "numbers";
  const ratio = weightOf(translation) / weightOf(text);
  return weightOf(text) >= 12 && (ratio > 5 || ratio < 0.2) ? "length" : null;
}

/** The same words: fine for names and numbers, no translation of a sentence. */
function isEcho(text: string, translation: string): boolean {
  return hasPlainWords(text) && plainOf(text) === plainOf(translation);
}

/** Whether a text has at least three words that are neither names nor numbers. */
function hasPlainWords(text: string): boolean {
  const words = wordsOf(text);
  const plainWords = words.filter(
    (word, i) => /^\p{Ll}/u.test(word) || (i === 0 && words.length > 1 && /^\p{Lu}\p{Ll}/u.test(word)),
  );
  return (
    plainWords.length >= 3 ||
    (words.length >= 1 && /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Hangul}\p{Script=Thai}]{4,}/u.test(text))
  );
}

/** Numbers of two digits and more stay numbers in every language; separators differ. */
function haveSameNumbers(text: string, translation: string): boolean {
  const there = new Set(numbersOf(translation));
  const joined = translation.replace(/[^\p{Nd}]/gu, "");
  return numbersOf(text).every((number) => there.has(number) || joined.includes(number));
}

function numbersOf(text: string): string[] {
  return (text.normalize("NFKC").match(/\d[\d.,\s\u202f:]*\d/gu) ?? []).map((number) => number.replace(/\D/gu, ""));
}

/**
 * Whether translations stand one line off: numbers and names are found in a neighbour's translation more often than in their own, or the lengths follow
 * the lines before or after.
 */
function isShifted(texts: readonly string[], translations: readonly string[]): boolean {
  if (texts.length < 3) return false;
  const own = evidence(texts, translations, 0);
  const shifted = [-1, 1].map((by) => evidence(texts, translations, by));
  if (shifted.some((other) => other.anchors >= 2 && other.anchors > own.anchors * 1.5)) return true;
  // Lengths say something if many lines differ much; a translation is about as long as its source in one language pair.
  return texts.length >= 6 && own.spread > 0.45 && shifted.some((other) => other.spread < own.spread * 0.55);
}

/** How well translations fit the lines that lie `by` further: names and numbers found, and the spread of the logarithms of length ratios. */
function evidence(
  texts: readonly string[],
  translations: readonly string[],
  by: number,
): { anchors: number; spread: number } {
  let anchors = 0;
  const ratios: number[] = [];
  for (const [i, translation] of translations.entries()) {
    const text = texts[i + by];
    if (text === undefined || translation === "") continue;
    anchors += anchorsOf(text).filter((anchor) => translation.includes(anchor)).length;
    ratios.push(Math.log(weightOf(translation) / weightOf(text)));
  }
  const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / (ratios.length || 1);
  const spread = Math.sqrt(ratios.reduce((sum, ratio) => sum + (ratio - mean) ** 2, 0) / (ratios.length || 1));
  return { anchors, spread };
}

/** What is written alike in most languages: numbers, names in the middle of a sentence, words of capitals. */
export function anchorsOf(text: string): string[] {
  const names = text.match(/(?<=[^\s.?!…:"“]\s)\p{Lu}\p{L}{3,}|\b\p{Lu}{2,}\b/gu) ?? [];
  return [...new Set([...numbersOf(text), ...names])];
}

/** Whether many translations are in the source language still, or in a language that neither was asked for. */
function speaksSource({ source, target, translations }: GuardedLines): boolean {
  const words = translations.flatMap((translation) => wordsOf(translation.toLowerCase()));
  const share = (language: string): number => {
    const list = SMALL_WORDS[baseOf(language)];
    return list ? words.filter((word) => list.has(word)).length : -1;
  };
  const [asked, other] = [share(target), share(source)];
  return words.length >= 12 && other >= 4 && other > words.length * 0.12 && other > Math.max(asked, 0) * 2;
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}'’-]+/gu) ?? [];
}

function plainOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** Length of a text as a reader of Latin letters would have it: a Chinese character is worth about two. */
function weightOf(text: string): number {
  let weight = 1;
  for (const character of text)
    weight += /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(character) ? 2.2 : 1;
  return weight;
}

function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/u)[0] ?? "";
}
