/**
 * Finds stretches of a piece whose words are missing or invented, by the times of the words. Pure.
 *
 * Moonshine sometimes skips the beginning or end of a piece if it is the middle of a sentence, or continues after the
 * end with words that nobody said. The aligner then finds no word for a stretch of voice, or more words than fit into
 * it.
 */
import type { Span, Word } from "../../speech/engine.js";

/** Part of the key under which words are kept. Change it when a rule changes which stretches are recognized again. */
export const RECOVERY_VERSION = "recovery-2";

/**
 * Voice without a word of this length is recognized again, in seconds. None of 52 pieces of fluent speech has more than
 * 0.6 s.
 */
const LEAST_MISSED = 0.8;
/**
 * The longest duration of a word: a base and a part for each letter, in seconds. An aligner stretches words over voice
 * without words.
 */
const LONGEST_WORD = { base: 0.6, letter: 0.12 };
/** A run is suspect if at least this number of its words, and half of them, have no times. */
const LEAST_UNTIMED = 3;
/** At the start or end of a piece, where engines invent words, this number is enough. */
const LEAST_UNTIMED_AT_EDGE = 1;
/** A run may have up to this number of words with times between two words without. */
const MOST_BETWEEN = 2;
/** The aligner may have moved this number of words on each side of a run or hole: they are recognized again too. */
const MOVED = 2;

/** A stretch to recognize again. Its words replace the words `[first, after)`. */
export interface SuspectStretch extends Span {
  first: number;
  after: number;
}

function longest({ text }: Word): number {
  return LONGEST_WORD.base + LONGEST_WORD.letter * text.replace(/[^\p{L}\p{N}]/gu, "").length;
}

/**
 * The certain places of words. A word that lasts too long is only certain at its end, the last one only at its
 * beginning.
 */
function places(words: readonly Word[]): Span[] {
  return words.map((word, i) => {
    const length = Math.min(word.end - word.start, longest(word));
    return i > 0 && i === words.length - 1
      ? { start: word.start, end: word.start + length }
      : { start: word.end - length, end: word.end };
  });
}

/** Seconds of voice in `[from, to)`. */
function voicedIn(voice: readonly Span[], from: number, to: number): number {
  return voice.reduce((sum, { start, end }) => sum + Math.max(0, Math.min(end, to) - Math.max(start, from)), 0);
}

/** The words before which there is voice without words. */
function missed(words: readonly Word[], voice: readonly Span[], seconds: number): { first: number }[] {
  const spans = places(words);
  const found: { first: number }[] = [];
  for (let i = 0; i <= words.length; i++) {
    if (voicedIn(voice, spans[i - 1]?.end ?? 0, spans[i]?.start ?? seconds) >= LEAST_MISSED) found.push({ first: i });
  }
  return found;
}

/** The ranges in order, with overlapping ones united. */
function united(ranges: readonly [number, number][]): [number, number][] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** Runs of words without times, with the words beside them: `[first, after)`. */
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
    const least = i === 0 || last === words.length - 1 ? LEAST_UNTIMED_AT_EDGE : LEAST_UNTIMED;
    if (untimed >= least && 2 * untimed >= last - i + 1) {
      const first = Math.max(runs.at(-1)?.[1] ?? 0, i - MOVED);
      runs.push([first, Math.min(words.length, last + 1 + MOVED)]);
    }
    i = last;
  }
  return runs;
}

/**
 * The stretches to recognize again, in order, without overlaps; [] if there are none, or if too few words have times.
 *
 * @param words aligned, with times from the piece's first sample
 * @param voice spans with voice
 * @param seconds length of the piece
 */
export function suspectStretches(words: readonly Word[], voice: readonly Span[], seconds: number): SuspectStretch[] {
  const timed = words.filter((word) => !word.estimated).length;
  // A piece without words was rejected as a whole. A piece without times is in another language, or drowned in noise.
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
