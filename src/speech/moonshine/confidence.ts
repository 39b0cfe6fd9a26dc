/** How far a word is to be believed, and about when it was said. Pure. */
import type { Span, Word } from "../engine.js";

/** Part of the engine's id. */
export const CONFIDENCE_VERSION = "confidence-1";

/** Share of words that are right, by the least token probability of the word. */
export function confidenceOf(leastLogProb: number): number {
  return Math.round(1000 * Math.exp(leastLogProb)) / 1000;
}

/**
 * Words without times, spread over the stretches of voice in proportion to their letters. A word lies in one stretch, never over a pause.
 */
export function spread(words: readonly { text: string; confidence: number }[], voice: readonly Span[]): Word[] {
  const total = voice.reduce((sum, { start, end }) => sum + end - start, 0);
  const letters = words.reduce((sum, { text }) => sum + text.length + 1, 0);
  let at = 0;
  return words.map(({ text, confidence }) => {
    const from = (at / letters) * total;
    at += text.length + 1;
    const to = (at / letters) * total;
    const { start, end } = place(from, to, voice);
    return { text, start, end, confidence, estimated: true };
  });
}

/** A stretch of the voice's own time, `from` to `to`, where its middle lies. */
function place(from: number, to: number, voice: readonly Span[]): Span {
  let passed = 0;
  for (const [i, span] of voice.entries()) {
    const length = span.end - span.start;
    if ((from + to) / 2 < passed + length || i === voice.length - 1) {
      const within = (time: number): number => Math.min(span.end, Math.max(span.start, span.start + time - passed));
      return { start: within(from), end: within(to) };
    }
    passed += length;
  }
  return { start: 0, end: 0 };
}
