/** Turns tokens and segments of recognizers into words with times. Pure. */
import type { Span, Word } from "../engine.js";

/** A word boundary before a token: sentencepiece's mark, or a space. */
const BEGINS_WORD = /^[\u2581 ]/;
/** The mark of tokens that are continued: "hel@@" "lo". */
const CONTINUES = /@@$/;
/** Scripts without spaces: each token is a word. */
const UNSPACED = /^[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]/;
/** The assumed length of a last token, in seconds. */
const LAST_TOKEN = 0.2;

/** A token without its marks. */
function plain(token: string): string {
  return token
    .replace(/\u2581/g, " ")
    .replace(CONTINUES, "")
    .trim();
}

/** Details of a recognizer's tokens, one number per token. [] if the recognizer does not report them. */
export interface TokenDetails {
  /** Seconds that a token lasts. */
  durations?: readonly number[];
  /** Logarithms of probabilities. */
  logProbs?: readonly number[];
}

/**
 * Joins tokens to words. A word begins with its first token. It ends with its last token, or shortly after it if the
 * durations are unknown, or where the next word begins. A word is as certain as its least certain token.
 *
 * @param starts seconds, one per token
 * @param seconds length of the piece, beyond which no word reaches
 * @param text the recognizer's own text of the tokens; its spaces are the word boundaries if it has the same letters
 */
export function wordsFromTokens(
  tokens: readonly string[],
  starts: readonly number[],
  seconds: number,
  text = "",
  { durations = [], logProbs = [] }: TokenDetails = {},
): Word[] {
  const certain = logProbs.length === tokens.length && logProbs.every((logProb) => logProb <= 0);
  const begins = boundariesOfText(tokens, text) ?? boundariesOfMarks(tokens);
  const within = (time: number): number => Math.min(seconds, Math.max(0, time));
  const words: Word[] = [];
  for (const [i, token] of tokens.entries()) {
    const piece = plain(token);
    if (piece === "") continue;
    const start = Math.max(words.at(-1)?.start ?? 0, within(starts[i] ?? 0));
    const end = within(start + (durations[i] || LAST_TOKEN));
    const confidence = certain ? Math.exp(logProbs[i] ?? 0) : 1;
    const last = words.at(-1);
    if (last && !begins[i]) {
      last.text += piece;
      last.end = end;
      last.confidence = Math.min(last.confidence, confidence);
    } else {
      if (last) last.end = Math.min(last.end, start);
      words.push({ text: piece, start, end, confidence });
    }
  }
  return words;
}

/** Word beginnings by the spaces of the text. Null if the text does not consist of these tokens. */
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

/** Word beginnings by the marks of the tokens. */
function boundariesOfMarks(tokens: readonly string[]): boolean[] {
  const continued = tokens.some((token) => CONTINUES.test(token));
  return tokens.map((token, i) => {
    const before = tokens[i - 1];
    if (before === undefined) return true;
    if (continued) return !CONTINUES.test(before);
    return BEGINS_WORD.test(token) || plain(before) === "" || UNSPACED.test(token) || UNSPACED.test(before);
  });
}

/**
 * Words of phrases with times, spread over the voice inside their phrase.
 *
 * @param voice where somebody speaks, in order; a phrase without any voice is filled evenly
 */
export function wordsFromSegments(
  texts: readonly string[],
  starts: readonly number[],
  durations: readonly number[],
  seconds: number,
  voice: readonly Span[] = [],
): Word[] {
  let last = 0;
  return texts.flatMap((text, i) => {
    const start = Math.min(seconds, Math.max(last, starts[i] ?? 0));
    const end = Math.max(start, Math.min(seconds, start + (durations[i] ?? seconds)));
    const inside = voice
      .map((span) => ({ start: Math.max(start, span.start), end: Math.min(end, span.end) }))
      .filter((span) => span.end > span.start);
    const words = wordsFromText(text, inside.length > 0 ? inside : [{ start, end }]);
    last = words.at(-1)?.start ?? last;
    return words;
  });
}

/**
 * Words of a text without times: spread over stretches of voice in proportion to their letters, and marked as
 * estimated. A word lies in one stretch, never across a pause.
 *
 * @param voice at least one stretch, in order
 */
export function wordsFromText(text: string, voice: readonly Span[]): Word[] {
  const parts = text.trim().split(/\s+/).filter(Boolean);
  const letters = parts.reduce((sum, part) => sum + part.length + 1, 0);
  const voiced = voice.reduce((sum, { start, end }) => sum + end - start, 0);
  let at = 0;
  return parts.map((part): Word => {
    const from = (voiced * at) / letters;
    at += part.length + 1;
    const to = (voiced * at) / letters;
    const place = placeOf(voice, (from + to) / 2);
    const start = Math.max(place.start, place.start + from - place.before);
    const end = Math.min(place.end, place.start + to - place.before);
    return { text: part, start, end: Math.max(start, end), confidence: 1, estimated: true };
  });
}

/** The stretch that contains a moment of the voice, and the seconds of voice before it. */
function placeOf(voice: readonly Span[], moment: number): Span & { before: number } {
  let before = 0;
  for (const [i, { start, end }] of voice.entries()) {
    if (moment < before + end - start || i === voice.length - 1) return { start, end, before };
    before += end - start;
  }
  return { start: 0, end: 0, before: 0 };
}
