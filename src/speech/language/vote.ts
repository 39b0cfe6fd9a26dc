/** One language for a whole video, of what several of its moments sound like. Pure. */

/** What a model makes of one sample. */
export interface LanguageGuess {
  /** BCP 47, without a region: "en". */
  code: string;
  /** 0 to 1; 1 of models that give none. */
  confidence: number;
}

/**
 * Decides the language of a video. Each sample votes for its language with its confidence; what it is not certain of counts against all.
 *
 * @param answers null: nothing was to be told from that sample
 * @returns the language with the most votes, the earlier one of two equals; null if no sample told anything
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

/**
 * Stretches of a video that are asked for their language: spread over all of it, each as long as its speech lasts, up to `seconds`.
 *
 * @param voice where somebody speaks, in seconds, in order
 * @example
 * samplesOfVoice([{ start: 0, end: 60 }, { start: 100, end: 105 }], { count: 2, seconds: 10 });
 * // [{ start: 0, end: 10 }, { start: 100, end: 105 }]
 */
export function samplesOfVoice(
  voice: readonly { start: number; end: number }[],
  { count = 5, seconds = 12 } = {},
): { start: number; end: number }[] {
  const spoken = voice.reduce((sum, { start, end }) => sum + end - start, 0);
  const samples: { start: number; end: number }[] = [];
  let before = 0;
  for (const { start, end } of voice) {
    const length = end - start;
    // The next sample begins at the first moment of voice after its part of all voice.
    const due = (spoken * samples.length) / count;
    if (samples.length < count && before + length > due) {
      const from = Math.max(start, Math.min(start + Math.max(0, due - before), end - seconds));
      samples.push({ start: from, end: Math.min(end, from + seconds) });
    }
    before += length;
  }
  return samples;
}
