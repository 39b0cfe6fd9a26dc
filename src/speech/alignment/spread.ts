/** Times for words that have none: spread over the voiced stretches, in proportion to their letters. Pure. */
import type { Span, Word } from "../engine.js";
import type { FoundTime } from "./grammar.js";

/** What a word weighs: its letters, and one for the pause after it. */
function weight(text: string): number {
  return text.length + 1;
}

/** `spans` cut to `[from, to)`, without what is empty. */
function within(spans: readonly Span[], from: number, to: number): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(from, start), end: Math.min(to, end) }))
    .filter(({ start, end }) => end > start);
}

/** The time that lies `spoken` seconds of voice after the beginning of `spans`; at a border a word ends before the pause and begins after it. */
function timeAt(spans: readonly Span[], spoken: number, edge: "start" | "end"): number {
  let left = spoken;
  for (const [i, span] of spans.entries()) {
    const length = span.end - span.start;
    const inside = edge === "start" ? left < length - 1e-9 : left <= length + 1e-9;
    if (inside || i === spans.length - 1) return Math.min(span.end, span.start + left);
    left -= length;
  }
  return 0;
}

/**
 * Words with the times that were found, and with estimates between them where none was: in proportion to the letters over the
 * voiced stretches of the gap (over the whole gap where no voice is in it).
 *
 * @param found one for each word, in order of time; null: spread it
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
    const start = timeAt(spans, (spoken * at) / total, "start");
    at += weight(word.text);
    const end = timeAt(spans, (spoken * at) / total, "end");
    return { ...retimed(word, start, Math.max(start, end), seconds), estimated: true };
  });
}

/** In milliseconds, as times are kept, and not after the end of the piece. */
function retimed({ text, confidence }: Word, start: number, end: number, seconds: number): Word {
  const kept = (time: number): number => Math.min(seconds, Math.round(time * 1000) / 1000);
  return { text, start: kept(start), end: kept(end), confidence };
}
