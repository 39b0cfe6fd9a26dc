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
/** A run with at least this number of words without a time of their own is suspect, if they are half of it. */
const LEAST_UNTIMED = 3;
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

/** Runs of words that the aligner found no times for, with the words beside them: `[first, after)`. */
function untimedRuns(words: readonly Word[]): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < words.length; i++) {
    if (!words[i]?.estimated) continue;
    let last = i;
    let untimed = 1;
    for (let next = i + 1; next < words.length && next - last <= MOST_BETWEEN + 1; next++) {
      if (!words[next]?.estimated) continue;
      last = next;
      untimed += 1;
    }
    if (untimed >= LEAST_UNTIMED && 2 * untimed >= last - i + 1) {
      const first = Math.max(runs.at(-1)?.[1] ?? 0, i - MOVED);
      runs.push([first, Math.min(words.length, last + 1 + MOVED)]);
    }
    i = last;
  }
  return runs;
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
  const runs = untimedRuns(words);
  const found = missed(words, voice, seconds).filter(({ first }) =>
    runs.every(([from, to]) => first < from || first > to),
  );
  for (const [first, after] of runs) {
    const start = first === 0 ? voice[0]?.start : words[first]?.start;
    const end = after === words.length ? voice.at(-1)?.end : words[after]?.start;
    found.push({ start: start ?? 0, end: end ?? seconds, first, after });
  }
  return found.filter(({ start, end }) => end > start).sort((a, b) => a.first - b.first || a.after - b.after);
}
