/** Finds the terms of a glossary in texts: whole words, the longest term first, in inflected forms. Pure. */
import type { Term } from "./glossary.js";
import { formsOf } from "./inflection.js";

/** A term in a text. */
export interface FoundTerm {
  readonly term: Term;
  readonly start: number;
  readonly end: number;
  /** Whether it is another form than the term itself: mostly the plural. */
  readonly isInflected: boolean;
}

interface Pattern {
  readonly term: Term;
  /** The forms that each token of the term may have, in the case in which it is compared. */
  readonly tokens: readonly (readonly string[])[];
  /** Whether the case counts. */
  readonly isExact: boolean;
}

interface Token {
  readonly text: string;
  readonly start: number;
}

/**
 * A term in small letters is found in any case. One with capitals ("US", "Apple") is found as it is written, and in a
 * text of capitals only.
 *
 * @example
 * const finder = new TermFinder([{ source: "rank", target: "rango" }], "en");
 * finder.find("Ranks send messages."); // [{ term, start: 0, end: 5, isInflected: true }]
 */
export class TermFinder {
  /** Patterns by their first token, the longest first. */
  readonly #patterns = new Map<string, Pattern[]>();
  /** Terms by their first character, the longest first. */
  readonly #byHead = new Map<string, Term[]>();
  readonly #isUnspaced: boolean;

  constructor(terms: readonly Term[], language: string) {
    this.#isUnspaced = /^(?:zh|yue|ja|th|lo|km|my)\b/iu.test(language);
    const sorted = [...terms].sort((a, b) => b.source.length - a.source.length);
    for (const term of sorted) {
      const [head = ""] = term.source;
      const alike = this.#byHead.get(head);
      if (alike) alike.push(term);
      else this.#byHead.set(head, [term]);
    }
    if (this.#isUnspaced) return;
    for (const term of sorted) {
      const isExact = /\p{Lu}/u.test(term.source);
      const tokens = tokensOf(term.source);
      const last = tokens.findLastIndex(({ text }) => isWord(text));
      const pattern: Pattern = {
        term,
        isExact,
        tokens: tokens.map(({ text }, i) =>
          isWord(text) ? formsOf(isExact ? text : text.toLowerCase(), language, i === last) : [text],
        ),
      };
      for (const form of pattern.tokens[0] ?? []) {
        // A reduplication ("kata-kata") is three tokens: its first one is the word itself.
        const key = form.toLowerCase();
        const list = this.#patterns.get(key);
        if (list) list.push(pattern);
        else this.#patterns.set(key, [pattern]);
      }
    }
  }

  /** The terms of a text, in order; they do not overlap. */
  find(text: string): FoundTerm[] {
    if (this.#byHead.size === 0) return [];
    return this.#isUnspaced ? this.#findUnspaced(text) : this.#findWords(text);
  }

  #findWords(text: string): FoundTerm[] {
    const tokens = tokensOf(text);
    const isCapitals = /\p{Lu}/u.test(text) && !/\p{Ll}/u.test(text);
    const found: FoundTerm[] = [];
    for (let at = 0; at < tokens.length;) {
      const key = tokens[at]?.text.toLowerCase() ?? "";
      let best: { pattern: Pattern; length: number; isInflected: boolean } | null = null;
      for (const pattern of this.#patterns.get(key) ?? []) {
        const match = matchAt(pattern, tokens, at, isCapitals);
        if (match && (!best || match.length > best.length)) best = { pattern, ...match };
      }
      if (!best) {
        at += 1;
        continue;
      }
      const first = tokens[at];
      const last = tokens[at + best.length - 1];
      if (first && last) {
        found.push({
          term: best.pattern.term,
          start: first.start,
          end: last.start + last.text.length,
          isInflected: best.isInflected,
        });
      }
      at += best.length;
    }
    return found;
  }

  #findUnspaced(text: string): FoundTerm[] {
    const found: FoundTerm[] = [];
    for (let at = 0; at < text.length;) {
      const head = String.fromCodePoint(text.codePointAt(at) ?? 0);
      const term = this.#byHead.get(head)?.find(({ source }) => text.startsWith(source, at));
      if (term) found.push({ term, start: at, end: at + term.source.length, isInflected: false });
      at += term ? term.source.length : head.length;
    }
    return found;
  }

  /** The terms that any of these texts has, each once. */
  termsIn(texts: readonly string[]): Term[] {
    return [...new Set(texts.flatMap((text) => this.find(text).map(({ term }) => term)))];
  }
}

function matchAt(
  { tokens: wanted, isExact }: Pattern,
  tokens: readonly Token[],
  at: number,
  isCapitals: boolean,
): { length: number; isInflected: boolean } | null {
  let isInflected = false;
  let length = 0;
  for (const forms of wanted) {
    const whole = tokens[at + length]?.text;
    if (whole === undefined) return null;
    const folded = (text: string): string => (isExact && !isCapitals ? text : text.toLowerCase());
    // A form with a hyphen spans three tokens.
    const next = tokens.slice(at + length, at + length + 3).map(({ text }) => text);
    const spans = [...(next.length === 3 ? [{ count: 3, text: next.join("") }] : []), { count: 1, text: whole }];
    const hit = spans.find(({ text }) => forms.some((form) => folded(form) === folded(text)));
    if (!hit) return null;
    const own = forms[0] ?? "";
    if (folded(own) !== folded(hit.text)) isInflected = true;
    length += hit.count;
  }
  return { length, isInflected };
}

/** Words, blanks (all alike), and every other character by itself. */
function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}]+|\s+|[^\s]/gu)].map((match) => ({
    text: /^\s/u.test(match[0]) ? " ".repeat(match[0].length) : match[0],
    start: match.index,
  }));
}

function isWord(text: string): boolean {
  return /^[\p{L}\p{M}\p{N}]+$/u.test(text);
}
