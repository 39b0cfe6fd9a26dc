/** Decides the language of a whole video from guesses for several samples. Pure. */

/** A model's guess for one sample. */
export interface LanguageGuess {
  /** BCP 47, without a region: "en". */
  code: string;
  /** 0 to 1. Models without a confidence give 1. */
  confidence: number;
}

/**
 * Decides the language of a video. Each sample votes for its language with its confidence; the missing confidence
 * counts against all.
 *
 * @param answers null: the sample shows no language
 * @returns the language with the most votes, the earlier one in a tie; null if no sample shows a language
 * @example
 * decideLanguage([{ code: "en", confidence: 1 }, { code: "de", confidence: 0.5 }, null]); // { code: "en", confidence: 0.5 }
 */
export function decideLanguage(answers: readonly (LanguageGuess | null)[]): LanguageGuess | null {
  const votes = new Map<string, number>();
  let voters = 0;
  for (const answer of answers) {
    if (!answer) continue;
    voters += 1;
    votes.set(answer.code, (votes.get(answer.code) ?? 0) + answer.confidence);
  }
  let best: LanguageGuess | null = null;
  for (const [code, votesOfIt] of votes) {
    const confidence = votesOfIt / voters;
    if (!best || confidence > best.confidence) best = { code, confidence };
  }
  return best;
}
