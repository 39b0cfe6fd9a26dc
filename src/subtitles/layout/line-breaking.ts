/** Breaks text into the lines of a subtitle: at most two, of at most 42 characters each. Pure. */
import { isUnspaced, joinWords } from "../text/display-text.js";

/** The longest line on which the norms of broadcasters and streaming services agree, for Latin scripts. */
export const LINE_LENGTH = 42;
export const MOST_LINES = 2;

/** Words that belong to the next word, so that no line ends with one. English, Spanish, Catalan. */
const LEANS_FORWARD = new Set(
  (
    "a an the of to in on at by for from with and or but my your his her its our their this that i " +
    "el la los las un una unos unas de del al en con por para y o que mi su sus se lo le " +
    "els les uns unes d l i amb per dels als"
  ).split(" "),
);

/** The number of characters as people count them: marks that combine with a letter do not count. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const character of text) if (!/\p{M}/u.test(character)) length += 1;
  return length;
}

/** The pieces of a text that are kept whole if possible: words, or characters in languages without spaces. */
export function tokensOf(text: string, language: string): string[] {
  const words = text.split(/\s+/u).filter(Boolean);
  if (!isUnspaced(language)) return words;
  return words.flatMap((word) =>
    Array.from(new Intl.Segmenter(language, { granularity: "grapheme" }).segment(word), (one) => one.segment),
  );
}

/** The cost of a break between two words; 0 is the best. */
export function breakCost(previous: string, next: string): number {
  if (/[.?!…。？！]["'”’»)\]]*$/u.test(previous)) return 0;
  if (/[,;:—–、，；]$/u.test(previous)) return 2;
  if (LEANS_FORWARD.has(previous.toLowerCase().replace(/[^\p{L}]/gu, ""))) return 14;
  return LEANS_FORWARD.has(next.toLowerCase()) ? 4 : 8;
}

/**
 * The lines of a text; null if two lines cannot hold it. The result is one line if the text fits; else two lines of
 * similar length, preferably with the lower one longer, broken at a natural place. A word is cut only if it is longer
 * than a line.
 */
export function breakLines(text: string, language: string): string[] | null {
  if (lengthOf(text) <= LINE_LENGTH) return [text];
  const tokens = tokensOf(text, language);
  let best: string[] | null = null;
  let bestCost = Infinity;
  for (let i = 1; i < tokens.length; i++) {
    const upper = joinWords(tokens.slice(0, i), language);
    const lower = joinWords(tokens.slice(i), language);
    const [a, b] = [lengthOf(upper), lengthOf(lower)];
    if (a > LINE_LENGTH || b > LINE_LENGTH) continue;
    const cost = breakCost(tokens[i - 1] ?? "", tokens[i] ?? "") + Math.abs(a - b) * 0.5 + (a > b ? 2 : 0);
    if (cost < bestCost) {
      bestCost = cost;
      best = [upper, lower];
    }
  }
  return best ?? cutLongWord(text, tokens);
}

/** The two lines of a text with a word longer than a line: the first is filled, and the word is cut. */
function cutLongWord(text: string, tokens: readonly string[]): string[] | null {
  if (!tokens.some((token) => lengthOf(token) > LINE_LENGTH)) return null;
  const characters = [...text];
  const lines: string[] = [];
  for (let at = 0; at < characters.length; at += LINE_LENGTH)
    lines.push(
      characters
        .slice(at, at + LINE_LENGTH)
        .join("")
        .trim(),
    );
  return lines.length <= MOST_LINES ? lines : null;
}
