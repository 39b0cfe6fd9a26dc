/** What an aligner answers for a chain of tokens, made into times of the tokens. Pure. */

/** The ways to speak a token, each a list of words of the dictionary; [] for a token with nothing to speak. */
export type SpokenToken = string[][];

/** `[word, first frame, last frame, acoustic score]`, pauses included; frames of 10 ms. */
export type AlignedWord = readonly [word: string, startFrame: number, endFrame: number, score: number];

const FRAMES_PER_SECOND = 100;

/** Pauses and noises between words, and arcs without a word. */
function isFiller(word: string): boolean {
  return /^(<.*>|\[.*\]|\+\+.*\+\+|\(NULL\))$/.test(word);
}

/** "read(2)" is the second way to say "read". */
function plainWord(word: string): string {
  return word.replace(/\(\d+\)$/, "");
}

/**
 * Which stretch of the spoken words belongs to each token: `[first, after the last]`; null where the words are no way through the
 * chain. A token without alternatives takes no words.
 */
export function matchTokens(tokens: readonly SpokenToken[], words: readonly string[]): [number, number][] | null {
  // Forwards: from which place each token can have led to a place; then backwards from the end.
  const cameFrom: Map<number, number>[] = [];
  let places = new Set([0]);
  for (const token of tokens) {
    const next = new Map<number, number>();
    for (const at of places) {
      for (const spoken of token.length > 0 ? token : [[]]) {
        const fits = spoken.every((word, i) => words[at + i] === word);
        if (fits && !next.has(at + spoken.length)) next.set(at + spoken.length, at);
      }
    }
    cameFrom.push(next);
    places = new Set(next.keys());
  }
  if (!places.has(words.length)) return null;
  const stretches: [number, number][] = [];
  let end = words.length;
  for (const from of cameFrom.reverse()) {
    const start = from.get(end) ?? 0;
    stretches.push([start, end]);
    end = start;
  }
  return stretches.reverse();
}

/** Times of tokens in seconds, null for tokens with nothing to speak; all null where no way through was found. */
export function timesOfTokens(
  tokens: readonly SpokenToken[],
  aligned: readonly AlignedWord[],
): ([number, number] | null)[] {
  const words = aligned.filter(([word]) => !isFiller(word));
  const stretches = matchTokens(
    tokens,
    words.map(([word]) => plainWord(word)),
  );
  return tokens.map((_, i) => {
    const [from, to] = stretches?.[i] ?? [0, 0];
    const first = words[from];
    const last = words[to - 1];
    if (to <= from || !first || !last) return null;
    return [first[1] / FRAMES_PER_SECOND, (last[2] + 1) / FRAMES_PER_SECOND];
  });
}
