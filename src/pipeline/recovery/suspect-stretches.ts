/**
 * Stretches of a piece whose words are missing or invented, found by the times of the words. Pure.
 *
 * Moonshine sometimes skips what a piece begins or ends with, where that is the middle of a sentence; or it goes on after the end with words that
 * nobody said. The aligner then finds no word for a stretch of voice, or more words than fit into it.
 */
import type { Span, Word } from "../../speech/engine.js";

/** Part of the key under which results are kept: changes when a rule changes which stretches are recognized again. */
export const RECOVERY_VERSION = "recovery-1";

/** Voice without a word, in seconds, that is recognized again. Of 52 pieces of fluent speech none has more than 0.6 s. */
const LEAST_MISSED = 0.8;
/** What a word takes at most: a base and a part for each letter, in seconds. An aligner stretches words over what it has no words for. */
const LONGEST_WORD = { base: 0.6, letter: 0.12 };
/** A run with at least this number of words without a time of their own is suspect, if they are half of it. */
const LEAST_UNTIMED = 3;
/** Up to this number of words with a time may lie between two words without one. */
const MOST_BETWEEN = 2;
/** The aligner may have moved this number of words on each side of what does not fit: they are recognized again with it. */
const MOVED = 2;

/** A stretch to recognize again. The words `[first, after)` are those that its words replace. */
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

/** How much of `[from, to)` is voiced. */
function voicedIn(voice: readonly Span[], from: number, to: number): number {
  return voice.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
}

/** Where voice has no words: before which word. */
function missed(words: readonly Word[], voice: readonly Span[], seconds: number): { first: number }[] {
  const spans = places(words);
  const found: { first: number }[] = [];
  for (let i = 0; i <= words.length; i++) {
    if (voicedIn(voice, spans[i - 1]?.end ?? 0, spans[i]?.start ?? seconds) >= LEAST_MISSED) found.push({ first: i });
  }
  return found;
}

/** Ranges in order, those that overlap as one. */
function united(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
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
  const holes = missed(words, voice, seconds).map(({ first }): [number, number] => [
    Math.max(0, first - MOVED),
    Math.min(words.length, first + MOVED),
  ]);
  const found: SuspectStretch[] = [];
  for (const [first, after] of united([...runs, ...holes])) {
    const start = first === 0 ? voice[0]?.start : words[first]?.start;
    const end = after === words.length ? voice.at(-1)?.end : words[after]?.start;
    found.push({ start: start ?? 0, end: end ?? seconds, first, after });
  }
  return found.filter(({ start, end }) => end > start);
}
