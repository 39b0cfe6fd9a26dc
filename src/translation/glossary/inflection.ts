/**
 * Inflected forms of a word by simple rules of its language: forms that a speaker uses for a term of a glossary. They are
 * made from the term and looked up, so a wrong form that a rule makes is only never found. Pure.
 */

type Rule = (word: string) => string[];

function spanish(word: string): string[] {
  if (/z$/iu.test(word)) return [`${word.slice(0, -1)}ces`];
  if (/[áéíóú][ns]$/iu.test(word)) return [`${plainVowel(word)}es`];
  // "el virus, los virus"
  if (/[aeiou]s$/iu.test(word)) return [];
  if (/[aeiouáéó]$/iu.test(word)) return [`${word}s`];
  return [`${word}es`];
}

/** Plurals of languages with a plain rule. */
const PLURALS: Readonly<Record<string, Rule>> = {
  en: (word) => {
    if (/[^aeiou]y$/iu.test(word)) return [`${word.slice(0, -1)}ies`];
    if (/(?:s|x|z|ch|sh)$/iu.test(word)) return [`${word}es`];
    if (/[^f]fe?$/iu.test(word)) return [`${word}s`, `${word.replace(/fe?$/iu, "")}ves`];
    return [`${word}s`];
  },
  es: spanish,
  gl: spanish,
  ca: (word) => {
    if (/a$/iu.test(word)) return [`${word.slice(0, -1)}es`];
    if (/[àèéíòóú]$/iu.test(word)) return [`${plainVowel(`${word}n`)}s`, `${word}s`];
    return [`${word}s`];
  },
  pt: (word) => {
    if (/ão$/iu.test(word)) return [`${word.slice(0, -2)}ões`, `${word}s`];
    if (/m$/iu.test(word)) return [`${word.slice(0, -1)}ns`];
    if (/[aeou]l$/iu.test(word)) return [`${word.slice(0, -1)}is`];
    if (/[rsz]$/iu.test(word)) return [`${word}es`];
    return [`${word}s`];
  },
  fr: (word) => {
    if (/[sxz]$/iu.test(word)) return [];
    if (/al$/iu.test(word)) return [`${word.slice(0, -1)}ux`, `${word}s`];
    if (/eau$/iu.test(word)) return [`${word}x`];
    return [`${word}s`];
  },
  it: (word) => {
    if (/[oe]$/iu.test(word)) return [`${word.slice(0, -1)}i`];
    if (/[cg]a$/iu.test(word)) return [`${word.slice(0, -1)}he`];
    if (/a$/iu.test(word)) return [`${word.slice(0, -1)}e`];
    return [];
  },
};

/** In these languages every word of a term takes the plural ("pasos de mensajes"), in others the last one does. */
const EVERY_WORD = new Set(["es", "ca", "gl", "pt", "fr", "it"]);

/** Particles and possessives that Malay and Indonesian write at the end of a word. */
const SUFFIXES = ["nya", "ku", "mu", "lah", "kah", "pun"];

/**
 * All forms of a word of a term, itself first.
 *
 * @param isLast whether it is the last word of its term
 *
 * @example
 * formsOf("library", "en", true); // ["library", "libraries"]
 * formsOf("peringkat", "id", true); // ["peringkat", "peringkat-peringkat", "peringkatnya", …]
 */
export function formsOf(word: string, language: string, isLast: boolean): string[] {
  if (!/\p{L}$/u.test(word)) return [word];
  const code = baseOf(language);
  if (code === "id" || code === "ms")
    return isLast ? [word, `${word}-${word}`, ...SUFFIXES.map((suffix) => word + suffix)] : [word];
  if (!isLast && !EVERY_WORD.has(code)) return [word];
  return [word, ...(PLURALS[code]?.(word) ?? [])];
}

/** The plural of a word; itself in a language without a rule. */
export function pluralOf(word: string, language: string): string {
  if (!/\p{L}$/u.test(word)) return word;
  return PLURALS[baseOf(language)]?.(word)[0] ?? word;
}

function baseOf(language: string): string {
  return language.toLowerCase().split("-")[0] ?? language;
}

/** Without the accent of the last vowel: "versión" has the plural "versiones". */
function plainVowel(word: string): string {
  const vowels: Readonly<Record<string, string>> = { á: "a", é: "e", í: "i", ó: "o", ú: "u", à: "a", è: "e", ò: "o" };
  return word.replace(/[áéíóúàèò](?=[ns]$)/iu, (vowel) => vowels[vowel.toLowerCase()] ?? vowel);
}
