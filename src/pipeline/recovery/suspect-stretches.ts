/**
 * Stretches of a piece whose words are missing or invented, found by the times of the words. Pure.
 *
 * Moonshine sometimes skips what a piece begins or ends with, where that is the middle of a sentence; or it goes on after the end with words that
 * nobody said. The aligner then finds no word for a stretch of voice, or more words than fit into it.
 */
import type { Span, Word } from "../../speech/engine.js";

/** Part of the key under which results are kept: changes when a rule changes which stretches are recognized again. */
export const RECOVERY_VERSION = "recovery-1";

/** Voice without a word, in seconds, that is recognized again. Of 105 pieces of fluent speech none has more than 0.6 s. */
const LEAST_MISSED = 1.2;
/** What a word takes at most: a base and a part for each letter, in seconds. An aligner stretches words over what it has no words for. */
const LONGEST_WORD = { base: 0.6, letter: 0.12 };
/** At an edge, a run with at least this number of words without a time of their own holds invented ones, if they are half of it. */
const LEAST_CRAMMED = 3;
/** Up to this number of words with a time may lie between two words without one. */
const MOST_BETWEEN = 2;
/** So many words before a run that does not fit, or after it, have been moved by it. */
const MOVED = 2;

/** A stretch to recognize again. The words `[first, after)` are those that its words replace: none where words are missing. */
export interface SuspectStretch extends Span {
  first: number;
  after: number;
}

function longest({ text }: Word): number {
  return LONGEST_WORD.base + LONGEST_WORD.letter * text.replace(/[^\p{L}\p{N}]/gu, "").length;
}

/** Where the words surely are: of a word that lasts too long, its end; of the last one, its beginning. */
function places(words: readonly Word[]): Span[] {
  return words.map((word, i) => {
    const length = Math.min(word.end - word.start, longest(word));
    return i > 0 && i === words.length - 1
      ? { start: word.start, end: word.start + length }
      : { start: word.end - length, end: word.end };
  });
}

/** The voiced part of `[from, to)`: from its first voiced moment to its last, and how much of it is voiced. */
function voicedIn(voice: readonly Span[], from: number, to: number): Span & { voiced: number } {
  let found = { start: to, end: from, voiced: 0 };
  for (const span of voice) {
    const start = Math.max(span.start, from);
    const end = Math.min(span.end, to);
    if (end <= start) continue;
    found = { start: Math.min(found.start, start), end, voiced: found.voiced + end - start };
  }
  return found;
}

/** Stretches of voice without words. */
function missed(words: readonly Word[], voice: readonly Span[], seconds: number): SuspectStretch[] {
  const spans = places(words);
  const found: SuspectStretch[] = [];
  for (let i = 0; i <= words.length; i++) {
    const { start, end, voiced } = voicedIn(voice, spans[i - 1]?.end ?? 0, spans[i]?.start ?? seconds);
    if (voiced >= LEAST_MISSED) found.push({ start, end, first: i, after: i });
  }
  return found;
}

/** The length of the run of crammed words that a piece ends with; 0 for none. */
function crammedAtEnd(words: readonly Word[]): number {
  let length = 0;
  let estimated = 0;
  for (let i = words.length - 1, between = 0; i >= 0 && between <= MOST_BETWEEN; i--) {
    if (!words[i]?.estimated) {
      between += 1;
      continue;
    }
    estimated += 1;
    between = 0;
    length = words.length - i;
  }
  return estimated >= LEAST_CRAMMED && 2 * estimated >= length ? Math.min(words.length, length + MOVED) : 0;
}

/**
 * What to recognize again, in order, without overlaps; [] where all is well, and where too few words have times to tell.
 *
 * @param words aligned, with times from the piece's first sample
 * @param voice where a voice speaks
 * @param seconds length of the piece
 */
export function suspectStretches(words: readonly Word[], voice: readonly Span[], seconds: number): SuspectStretch[] {
  const timed = words.filter((word) => !word.estimated).length;
  // A piece without words was rejected as a whole, and one without times is of another language, or drowned in noise.
  if (timed === 0 || 2 * timed < words.length) return [];
  const head = crammedAtEnd([...words].reverse());
  const tail = crammedAtEnd(words);
  const kept = words.length - tail;
  const found = missed(words, voice, seconds).filter(({ first }) => first > head && (tail === 0 || first < kept));
  if (head > 0) {
    found.unshift({ start: voice[0]?.start ?? 0, end: words[head - 1]?.end ?? 0, first: 0, after: head });
  } else {
    found.unshift(...missed(words, voice, seconds).filter(({ first }) => first === 0));
  }
  if (tail > 0) {
    const last = voice.at(-1)?.end ?? seconds;
    found.push({ start: words[kept]?.start ?? last, end: last, first: kept, after: words.length });
  }
  return found.filter(({ start, end }) => end > start);
}
