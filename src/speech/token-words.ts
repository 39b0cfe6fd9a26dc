/** Tokens and segments of recognizers, made into words with times. Pure. */
import type { Word } from "./engine.js";

/** A word boundary before a token: the mark of sentencepiece, or a space. */
const BEGINS_WORD = /^[\u2581 ]/;
/** "hel@@" "lo": the mark of tokens that another one continues. */
const CONTINUES = /@@$/;
/** Scripts that are written without spaces: each token is a word. */
const UNSPACED = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;
/** What a token is worth when nothing follows it, in seconds. */
const LAST_TOKEN = 0.2;

/** A token without its marks. */
function plain(token: string): string {
  return token
    .replace(/\u2581/g, " ")
    .replace(CONTINUES, "")
    .trim();
}

/**
 * Joins tokens to words. Times are the tokens' starts: a word begins with its first token and ends shortly after its last one, or where the next
 * word begins.
 *
 * @param starts seconds, one for each token
 * @param seconds length of the piece: no word reaches beyond it
 * @param text what the recognizer made of the tokens itself: its spaces are the word boundaries, where it has the same letters
 */
export function wordsFromTokens(
  tokens: readonly string[],
  starts: readonly number[],
  seconds: number,
  text = "",
): Word[] {
  const begins = boundariesOfText(tokens, text) ?? boundariesOfMarks(tokens);
  const within = (time: number): number => Math.min(seconds, Math.max(0, time));
  const words: Word[] = [];
  for (const [i, token] of tokens.entries()) {
    const piece = plain(token);
    if (piece === "") continue;
    const start = Math.max(words.at(-1)?.start ?? 0, within(starts[i] ?? 0));
    const last = words.at(-1);
    if (last && !begins[i]) {
      last.text += piece;
      last.end = within(start + LAST_TOKEN);
    } else {
      if (last) last.end = Math.min(last.end, start);
      words.push({ text: piece, start, end: within(start + LAST_TOKEN), confidence: 1 });
    }
  }
  return words;
}

/** Where words begin by the spaces of the text; null where the text is not made of these tokens. */
function boundariesOfText(tokens: readonly string[], text: string): boolean[] | null {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  if (parts.length === 0) return null;
  let part = 0;
  let at = 0;
  const begins: boolean[] = [];
  for (const token of tokens) {
    const piece = plain(token);
    begins.push(piece !== "" && (at === 0 || UNSPACED.test(piece)));
    if (piece === "") continue;
    if (!parts[part]?.startsWith(piece, at)) return null;
    at += piece.length;
    if (at === parts[part]?.length) {
      part += 1;
      at = 0;
    }
  }
  return part === parts.length ? begins : null;
}

/** Where words begin by the tokens' marks. */
function boundariesOfMarks(tokens: readonly string[]): boolean[] {
  const continued = tokens.some((token) => CONTINUES.test(token));
  return tokens.map((token, i) => {
    const before = tokens[i - 1];
    if (before === undefined) return true;
    if (continued) return !CONTINUES.test(before);
    return BEGINS_WORD.test(token) || plain(before) === "" || UNSPACED.test(token) || UNSPACED.test(before);
  });
}

/** Words of segments that have times themselves: spread over their segment by length. */
export function wordsFromSegments(
  texts: readonly string[],
  starts: readonly number[],
  durations: readonly number[],
  seconds: number,
): Word[] {
  return texts.flatMap((text, i) => {
    const start = Math.min(seconds, Math.max(0, starts[i] ?? 0));
    const end = Math.min(seconds, start + (durations[i] ?? seconds));
    return wordsFromText(text, start, end);
  });
}

/** Words of a text without times: spread from `start` to `end` in proportion to their letters. */
export function wordsFromText(text: string, start: number, end: number): Word[] {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  const letters = parts.reduce((sum, part) => sum + part.length + 1, 0);
  let at = 0;
  return parts.map((part) => {
    const from = start + ((end - start) * at) / letters;
    at += part.length + 1;
    return { text: part, start: from, end: start + ((end - start) * at) / letters, confidence: 1 };
  });
}
