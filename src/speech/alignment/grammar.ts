/** What an aligner answers for a chain of tokens, made into times of the tokens. Pure. */
import type { Slot } from "./english/slot.js";

/** `[word, first frame, last frame, acoustic score]`, pauses included; frames of 10 ms. */
export type AlignedWord = readonly [word: string, startFrame: number, endFrame: number, score: number];

export const FRAMES_PER_SECOND = 100;

/**
 * A frame looks at 25 ms of sound from its time on, so a change of sounds between two frames lies half of that less half a frame later. On
 * voices with known times, starts are early by 4 to 6 ms without this.
 */
const FRAME_CENTER = 0.005;

/** Pauses and noises between words, and arcs without a word. */
export function isFiller(word: string): boolean {
  return /^(<.*>|\[.*\]|\+\+.*\+\+|\(NULL\))$/.test(word);
}

/** "read(2)" is the second way to say "read". */
function plainWord(word: string): string {
  return word.replace(/\(\d+\)$/, "");
}

/**
 * Which stretch of the spoken words belongs to each place of a chain: `[first, after the last]`; null where the words are no way
 * through it.
 */
export function matchSlots(chain: readonly Slot[], words: readonly string[]): [number, number][] | null {
  // Forwards: from which word on a place can have led to which; then backwards from the end.
  const cameFrom: Map<number, number>[] = [];
  let reached = [0];
  for (const slot of chain) {
    const next = new Map<number, number>();
    for (const at of reached) {
      for (const form of slot) {
        const fits = form.every((word, i) => words[at + i] === word);
        if (fits && !next.has(at + form.length)) next.set(at + form.length, at);
      }
    }
    cameFrom.push(next);
    reached = [...next.keys()];
  }
  if (!reached.includes(words.length)) return null;
  const stretches: [number, number][] = [];
  let end = words.length;
  for (const from of cameFrom.reverse()) {
    const start = from.get(end) ?? 0;
    stretches.push([start, end]);
    end = start;
  }
  return stretches.reverse();
}

/** When a token is spoken, in seconds. `doubtful`: it may as well be elsewhere. */
export interface FoundTime {
  start: number;
  end: number;
  doubtful?: true;
}

/**
 * Times of tokens: from a token's first word to its last. Null for tokens with nothing to speak; all null where no way through was
 * found.
 *
 * @param tokens each a list of places; the places of all tokens in turn are the chain that was aligned
 * @param isDoubtful whether a word seems not to be where it was put
 */
export function timesOfTokens(
  tokens: readonly (readonly Slot[])[],
  aligned: readonly AlignedWord[],
  isDoubtful: (word: AlignedWord) => boolean = () => false,
): (FoundTime | null)[] {
  const words = aligned.filter(([word]) => !isFiller(word));
  const stretches = matchSlots(
    tokens.flat(),
    words.map(([word]) => plainWord(word)),
  );
  let at = 0;
  return tokens.map((slots) => {
    const from = stretches?.[at]?.[0];
    const to = stretches?.[at + slots.length - 1]?.[1];
    at += slots.length;
    if (slots.length === 0 || from === undefined || to === undefined) return null;
    const spoken = words.slice(from, to);
    const [, start = 0] = spoken[0] ?? [];
    const [, , end = 0] = spoken.at(-1) ?? [];
    return {
      start: start / FRAMES_PER_SECOND + FRAME_CENTER,
      end: (end + 1) / FRAMES_PER_SECOND + FRAME_CENTER,
      ...(spoken.some(isDoubtful) ? { doubtful: true as const } : {}),
    };
  });
}
