/**
 * A glossary in translations, for every translator alike. A translator that takes terms gets them; for any other the
 * terms are replaced by tokens that it leaves alone, and put back afterwards. A term whose translation is not in the
 * result is reported.
 */
import type { Translation, TranslateOptions, Translator } from "../translator.js";
import type { Term, TermBreach } from "./glossary.js";
import { TermFinder, type FoundTerm } from "./find-terms.js";
import { pluralOf } from "./inflection.js";

/**
 * A token is a number between pairs of underscores. Apertium's pairs keep it in one piece, take it for a noun phrase
 * and so translate the words around it well; a token of letters is an unknown word to them, after which a verb becomes a
 * noun. Services keep it too; some put blanks into it.
 */
const token = (number: number): string => `__${number}__`;
const TOKENS = /_\s?_\s?(\d{1,6})\s?_\s?_/gu;

/**
 * Translates texts by a glossary.
 *
 * @param terms for this target (`termsFor`); others than those of the texts do no harm
 * @example
 * await translateWithTerms(apertium, ["Every rank works."], { source: "en", target: "es", terms: [{ source: "rank", target: "rango" }] });
 */
export async function translateWithTerms(
  translator: Pick<Translator, "translate" | "takesTerms">,
  texts: readonly string[],
  { terms = [], ...options }: TranslateOptions,
): Promise<Translation[]> {
  const { source, target } = options;
  const finder = new TermFinder(terms, source);
  const found = texts.map((text) => finder.find(text));
  if (found.every((list) => list.length === 0)) return translator.translate(texts, options);
  const translations = translator.takesTerms
    ? await translator.translate(texts, { ...options, terms })
    : await translateMasked(translator, texts, found, options);
  const wanted = new Map<Term, TermFinder>();
  return translations.map((translation, i) => {
    const breaches = breachesOf(translation.text, found[i] ?? [], target, wanted);
    return breaches.length === 0 ? translation : { ...translation, breaches };
  });
}

/** The terms that are missing in translations, with the index of each. */
export function breachesIn(translations: readonly Translation[]): TermBreach[] {
  return translations.flatMap(({ breaches = [] }, text) => breaches.map((term) => ({ text, ...term })));
}

/** The terms of a text whose translations its translation has not, each once. */
function breachesOf(
  text: string | null,
  found: readonly FoundTerm[],
  language: string,
  finders: Map<Term, TermFinder>,
): Term[] {
  if (text === null) return [];
  return [...new Set(found.map(({ term }) => term))].filter((term) => {
    let finder = finders.get(term);
    // In small letters: a translator may begin a sentence with it.
    finder ??= new TermFinder([{ source: term.target.toLowerCase(), target: term.target }], language);
    finders.set(term, finder);
    return finder.find(text.toLowerCase()).length === 0;
  });
}

const NOTHING: Translation = { text: null, unknownWords: [] };

interface Masked {
  readonly text: string;
  /** What stands for each token, by its number. */
  readonly tokens: ReadonlyMap<number, FoundTerm>;
}

async function translateMasked(
  translator: Pick<Translator, "translate" | "takesTerms">,
  texts: readonly string[],
  found: readonly (readonly FoundTerm[])[],
  options: Omit<TranslateOptions, "terms">,
): Promise<Translation[]> {
  const { target } = options;
  const masked = texts.map((text, i) => maskTerms(text, found[i] ?? []));
  // A text of nothing but terms needs no translator.
  const asked = masked.filter(({ text }) => /\p{L}/u.test(text));
  const answers = await translator.translate(
    asked.map(({ text }) => text),
    options,
  );
  const answerOf = new Map(asked.map((one, i) => [one, answers[i] ?? NOTHING] as const));
  const translations = masked.map((one, i): Translation => {
    const answer = answerOf.get(one) ?? { text: one.text, unknownWords: [] };
    if (one.tokens.size === 0 || answer.text === null) return answer;
    const unknownWords = answer.unknownWords.filter((word) => word.match(TOKENS) === null);
    const words = one.text.match(/\p{L}[\p{L}\p{N}'’-]*/gu)?.length ?? 0;
    // Terms do not make a text translated of which no other word is known.
    if (words > 0 && unknownWords.length >= words) return NOTHING;
    return { text: putBack(answer.text, texts[i] ?? "", one, target), unknownWords };
  });
  // A token that was lost took a part of the sentence with it: without tokens nothing of it is missing.
  const torn = translations.flatMap(({ text }, i) => (text === null && (found[i]?.length ?? 0) > 0 ? [i] : []));
  if (torn.length === 0) return translations;
  const whole = await translator.translate(
    torn.map((i) => texts[i] ?? ""),
    options,
  );
  for (const [k, i] of torn.entries()) translations[i] = whole[k] ?? NOTHING;
  return translations;
}

function maskTerms(text: string, found: readonly FoundTerm[]): Masked {
  const tokens = new Map<number, FoundTerm>();
  let masked = "";
  let from = 0;
  let number = 0;
  for (const one of found) {
    while (text.includes(token(number))) number += 1;
    tokens.set(number, one);
    masked += text.slice(from, one.start) + token(number);
    from = one.end;
    number += 1;
  }
  return { text: masked + text.slice(from), tokens };
}

/** The translation with its terms; null if a token was lost or doubled. */
function putBack(translation: string, source: string, { tokens }: Masked, target: string): string | null {
  const numbers = [...translation.matchAll(TOKENS)].map(([, digits]) => Number(digits));
  const isWhole = [...tokens.keys()].every((number) => numbers.filter((one) => one === number).length === 1);
  if (!isWhole) return null;
  return translation.replace(TOKENS, (whole, digits: string, at: number) => {
    const found = tokens.get(Number(digits));
    return found ? wordsOf(found, source, { target, isFirst: beginsSentence(translation, at) }) : whole;
  });
}

/** What is written for a term: in the number and case in which the speaker used it. */
function wordsOf(
  { term, start, end, isInflected }: FoundTerm,
  text: string,
  { target, isFirst }: { target: string; isFirst: boolean },
): string {
  const spoken = text.slice(start, end);
  const isName = term.source === term.target;
  if (isName && /\p{Lu}/u.test(term.source)) return spoken;
  const isOneWord = /^[\p{L}\p{M}]+$/u.test(term.target);
  const words = isName ? spoken : isInflected && isOneWord ? pluralOf(term.target, target) : term.target;
  if (/\p{Lu}/u.test(term.source)) return words;
  if (spoken.length > 1 && spoken === spoken.toUpperCase() && spoken !== spoken.toLowerCase())
    return words.toUpperCase();
  const isCapital = (one: string): boolean => one.charAt(0) !== one.charAt(0).toLowerCase();
  // A capital belongs to the sentence, not to the term: the term may have moved.
  const wasFirst = beginsSentence(text, start);
  const wantsCapital = isFirst ? isCapital(text.trimStart()) : isCapital(spoken) && !wasFirst;
  const [head = ""] = words;
  if (wantsCapital) return head.toUpperCase() + words.slice(head.length);
  return isName && wasFirst ? head.toLowerCase() + words.slice(head.length) : words;
}

function beginsSentence(text: string, at: number): boolean {
  return /(?:^|[.?!…]["'”’»)]*\s)[\s"'“‘«¿¡([-]*$/u.test(text.slice(0, at));
}
