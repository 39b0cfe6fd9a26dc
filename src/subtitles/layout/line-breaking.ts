/** Lines of a subtitle: at most two of at most 42 characters. Pure. */
import { isUnspaced } from "../text/display-text.js";

/** The length of a line that the norms of broadcasters and streaming services agree on for Latin scripts. */
export const LINE_LENGTH = 42;
export const MOST_LINES = 2;

/** Words that belong to what follows: a line does not end with one. English, Spanish, Catalan. */
const LEANS_FORWARD = new Set(
  (
    "a an the of to in on at by for from with and or but my your his her its our their this that i " +
    "el la los las un una unos unas de del al en con por para y o que mi su sus se lo le " +
    "els les uns unes d l i amb per dels als"
  ).split(" "),
);

/** Characters as people count them. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const character of text) if (!/\p{M}/u.test(character)) length += 1;
  return length;
}

/** Pieces of a text that are kept whole where possible: words, or characters where words are not separated. */
export function tokensOf(text: string, language: string): string[] {
  const words = text.split(/\s+/u).filter(Boolean);
  if (!isUnspaced(language)) return words;
  return words.flatMap((word) =>
    Array.from(new Intl.Segmenter(language, { granularity: "grapheme" }).segment(word), (one) => one.segment),
  );
}

/** How bad it is to part a text before `next`, 0 being best. */
export function breakCost(previous: string, next: string): number {
  if (/[.?!…。？！]["'”’»)\]]*$/u.test(previous)) return 0;
  if (/[,;:—–、，；]$/u.test(previous)) return 2;
  if (LEANS_FORWARD.has(previous.toLowerCase().replace(/[^\p{L}]/gu, ""))) return 14;
  return LEANS_FORWARD.has(next.toLowerCase()) ? 4 : 8;
}

/**
 * The lines of a text, or null where two lines do not hold it. One line where it fits; else two that are of like length, the lower one
 * rather the longer, and that part the text where it parts by itself. Only a word longer than a line is cut.
 */
export function breakLines(text: string, language: string): string[] | null {
  if (lengthOf(text) <= LINE_LENGTH) return [text];
  const glue = isUnspaced(language) ? "" : " ";
  const tokens = tokensOf(text, language);
  let best: string[] | null = null;
  let bestCost = Infinity;
  for (let i = 1; i < tokens.length; i++) {
    const upper = tokens.slice(0, i).join(glue);
    const lower = tokens.slice(i).join(glue);
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

/** Two lines of a text with a word that is longer than a line: filled, and cut in that word. */
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

/** Whether a text fits a subtitle. */
export function fitsCue(text: string, language: string): boolean {
  return breakLines(text, language) !== null;
}
