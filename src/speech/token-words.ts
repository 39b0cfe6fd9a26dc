/** Tokens and segments of recognizers, made into words with times. Pure. */
import type { Word } from "./engine.js";

/** A word boundary before a token: the mark of sentencepiece, or a space. */
const BEGINS_WORD = /^[\u2581 ]/;
/** Scripts that are written without spaces: each token is a word. */
const UNSPACED = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;
/** What a token is worth when nothing follows it, in seconds. */
const LAST_TOKEN = 0.2;
/** A word does not reach over a pause to the next one. */
const LONGEST_TAIL = 0.5;

/** Joins tokens to words. Times are the tokens' starts; a word ends where the next begins, or shortly after its last token. */
export function wordsFromTokens(tokens: readonly string[], starts: readonly number[], seconds: number): Word[] {
  const words: OpenWord[] = [];
  let lastStart = 0;
  for (const [i, token] of tokens.entries()) {
    const start = Math.min(seconds, Math.max(0, starts[i] ?? 0));
    const text = token.replace(/\u2581/g, " ");
    const piece = text.trim();
    if (piece === "" && words.length === 0) continue;
    const last = words.at(-1);
    if (last && !BEGINS_WORD.test(token) && !UNSPACED.test(token) && piece !== "" && !last.closed) {
      last.text += piece;
    } else if (piece !== "") {
      if (last) last.end = Math.min(start, lastStart + LONGEST_TAIL);
      words.push({ text: piece, start, end: Math.min(seconds, start + LAST_TOKEN), confidence: 1 });
    }
    const open = words.at(-1);
    if (open) {
      // A bare boundary token ends the word: what follows begins another.
      open.closed = piece === "" || UNSPACED.test(piece);
      open.end = Math.max(open.start, Math.min(seconds, start + LAST_TOKEN));
    }
    lastStart = start;
  }
  return words.map(({ text, start, end, confidence }) => ({ text, start, end: Math.max(start, end), confidence }));
}

interface OpenWord extends Word {
  closed?: boolean;
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
