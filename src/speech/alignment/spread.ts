/** Estimates times for words without times: spread over the voiced stretches in proportion to their letters. Pure. */
import type { Span, Word } from "../engine.js";
import type { FoundTime } from "./grammar.js";

/** The weight of a word: its letters, and one for the pause after it. */
function weight(text: string): number {
  return text.length + 1;
}

/** `spans` cut to `[from, to)`, without empty ones. */
function within(spans: readonly Span[], from: number, to: number): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(from, start), end: Math.min(to, end) }))
    .filter(({ start, end }) => end > start);
}

/** Maps `from` to `to` seconds of voice time into the span that holds the middle, never across a pause. */
function placeOf(spans: readonly Span[], from: number, to: number): Span {
  let before = 0;
  for (const [i, span] of spans.entries()) {
    const length = span.end - span.start;
    if ((from + to) / 2 < before + length || i === spans.length - 1) {
      const inside = (spoken: number): number => Math.min(span.end, span.start + Math.max(0, spoken - before));
      return { start: inside(from), end: inside(to) };
    }
    before += length;
  }
  return { start: 0, end: 0 };
}

/**
 * Words with the found times, and with estimates for the others: in proportion to the letters, over the voiced
 * stretches of the gap, or over the whole gap if no voice is in it.
 *
 * @param found one per word, in order of time; null: estimate it
 * @param seconds length of the piece
 */
export function spreadWords(
  words: readonly Word[],
  found: readonly (FoundTime | null)[],
  seconds: number,
  voice: readonly Span[] = [],
): Word[] {
  const timed: Word[] = [];
  for (let i = 0; i < words.length;) {
    const time = found[i];
    if (time) {
      const word = retimed(words[i] as Word, time.start, time.end, seconds);
      timed.push(time.doubtful ? { ...word, estimated: true } : word);
      i += 1;
      continue;
    }
    let next = i;
    while (next < words.length && !found[next]) next += 1;
    const from = timed.at(-1)?.end ?? 0;
    const to = Math.max(from, found[next]?.start ?? seconds);
    timed.push(...spreadRun(words.slice(i, next), from, to, voice, seconds));
    i = next;
  }
  return timed;
}

function spreadRun(words: readonly Word[], from: number, to: number, voice: readonly Span[], seconds: number): Word[] {
  const voiced = within(voice, from, to);
  const spans = voiced.length > 0 ? voiced : [{ start: from, end: to }];
  const spoken = spans.reduce((sum, span) => sum + span.end - span.start, 0);
  const total = words.reduce((sum, word) => sum + weight(word.text), 0);
  let at = 0;
  return words.map((word) => {
    const from = (spoken * at) / total;
    at += weight(word.text);
    const { start, end } = placeOf(spans, from, (spoken * at) / total);
    return { ...retimed(word, start, end, seconds), estimated: true };
  });
}

/** In whole milliseconds, as times are stored, and not after the end of the piece. */
function retimed({ text, confidence }: Word, start: number, end: number, seconds: number): Word {
  const kept = (time: number): number => Math.min(seconds, Math.round(time * 1000) / 1000);
  return { text, start: kept(start), end: kept(end), confidence };
}
