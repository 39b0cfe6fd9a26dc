/** How certain a recognized word is. Pure. */

/** Part of the engine's id. */
export const CONFIDENCE_VERSION = "confidence-2";

/**
 * Probability of a word's least probable token, and the share of such words that are right. Measured on 6,406 words of
 * human speech in 248 clips: clean, with white noise 10 and 5 dB below the voice, with music 5 dB below it, and at -65
 * dBFS. Values between are interpolated linearly.
 */
const SHARE_RIGHT: readonly (readonly [probability: number, right: number])[] = [
  [0, 0.02],
  [0.2, 0.2],
  [0.35, 0.42],
  [0.5, 0.62],
  [0.7, 0.75],
  [0.85, 0.88],
  [0.95, 0.95],
  [0.99, 0.97],
  [1, 0.99],
];

/** The share of words that are right if the least probable token has this log probability, in three digits. */
export function confidenceOf(leastLogProb: number): number {
  const probability = Math.min(1, Math.exp(leastLogProb));
  const above = Math.max(
    1,
    SHARE_RIGHT.findIndex(([point]) => point >= probability),
  );
  const [from, low] = SHARE_RIGHT[above - 1] ?? [0, 0];
  const [to, high] = SHARE_RIGHT[above] ?? [1, 1];
  const share = low + ((high - low) * (probability - from)) / (to - from);
  return Math.round(1000 * share) / 1000;
}

/**
 * Log probability of a word's least probable token. Punctuation counts only if there is nothing else: whether a comma
 * follows says little about the word (area under the curve 0.83 without, 0.81 with it).
 */
export function leastLogProb(tokens: readonly { text: string; logProb: number }[]): number {
  const spoken = tokens.filter(({ text }) => /[\p{L}\p{N}]/u.test(text));
  return Math.min(0, ...(spoken.length > 0 ? spoken : tokens).map(({ logProb }) => logProb));
}
