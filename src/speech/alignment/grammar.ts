/** Turns an aligner's answer for a chain of tokens into times of the tokens. Pure. */
import type { Slot } from "./english/slot.js";

/** `[word, first frame, last frame, acoustic score]`, including pauses. Frames are 10 ms long. */
export type AlignedWord = readonly [word: string, startFrame: number, endFrame: number, score: number];

export const FRAMES_PER_SECOND = 100;

/**
 * A frame covers 25 ms of sound from its time on, so a change of sounds between two frames lies half of that, minus
 * half a frame, later. Without this, starts on voices with known times are 4 to 6 ms early.
 */
const FRAME_CENTER = 0.005;

/** Whether a word is a pause, a noise, or an arc without a word. */
export function isFiller(word: string): boolean {
  return /^(<.*>|\[.*\]|\+\+.*\+\+|\(NULL\))$/.test(word);
}

/** Removes the number of a pronunciation: "read(2)" is the second pronunciation of "read". */
function plainWord(word: string): string {
  return word.replace(/\(\d+\)$/, "");
}

/**
 * Which spoken words belong to each slot of a chain: `[first, after the last]`. Null if the words do not fit the chain.
 */
export function matchSlots(chain: readonly Slot[], words: readonly string[]): [number, number][] | null {
  // Forwards: which word positions each slot can reach, and from where. Then backwards from the end.
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

/** When a token is spoken, in seconds. `doubtful`: it may be spoken elsewhere. */
export interface FoundTime {
  start: number;
  end: number;
  doubtful?: true;
}

/**
 * Times of tokens, from the first word of a token to its last. Null for tokens with nothing to speak. All are null if
 * the words do not fit the chain.
 *
 * @param tokens each token is a list of slots; the slots of all tokens in order are the chain that was aligned
 * @param isDoubtful whether a word probably is not where it was placed
 */
export function timesOfTokens(
  tokens: readonly (readonly Slot[])[],
  aligned: readonly AlignedWord[],
  isDoubtful: (word: AlignedWord) => boolean = () => false,
): (FoundTime | null)[] {
  const words = aligned.filter(([word]) => !isFiller(word));
  const stretches = stretchesOf(tokens, words);
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

/** The spoken words of each slot of all tokens: `[first, after the last]`. */
function stretchesOf(tokens: readonly (readonly Slot[])[], words: readonly AlignedWord[]): [number, number][] | null {
  return matchSlots(
    tokens.flat(),
    words.map(([word]) => plainWord(word)),
  );
}

/**
 * The tokens that lie completely in a run of the spoken words: `[first, after)`. Null if there is no run, or no such token.
 *
 * @param run of the aligned words without fillers: `[first, after)`
 */
export function tokensOf(
  tokens: readonly (readonly Slot[])[],
  aligned: readonly AlignedWord[],
  run: readonly [number, number] | null,
): [number, number] | null {
  const words = aligned.filter(([word]) => !isFiller(word));
  const stretches = run && stretchesOf(tokens, words);
  if (!stretches) return null;
  let at = 0;
  const inside = tokens.map((slots) => {
    const [from] = stretches[at] ?? [Infinity];
    const [, to] = stretches[at + slots.length - 1] ?? [0, Infinity];
    at += slots.length;
    return slots.length > 0 && from >= run[0] && to <= run[1];
  });
  const first = inside.indexOf(true);
  return first < 0 ? null : [first, inside.lastIndexOf(true) + 1];
}
