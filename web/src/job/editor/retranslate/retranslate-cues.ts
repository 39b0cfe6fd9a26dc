/** Translates cues again, one after another. Pure, but for what it is given. */

export interface Retranslation {
  done: number;
  /** Cues that could not be translated. */
  failed: number;
  /** The last refusal. */
  problem: unknown;
}

/** After this number of refusals in a row, the translator counts as away. */
const REFUSALS_MOST = 3;

/**
 * Stops when the signal is aborted, when the server is away, and after several refusals in a row.
 *
 * @param translate one cue; false if the cue is gone. It rejects with the refusal
 * @param isHarmless whether a refusal concerns this cue alone
 */
export async function retranslateCues(
  keys: readonly string[],
  {
    translate,
    isHarmless,
    onProgress,
    signal,
  }: {
    translate: (key: string) => Promise<boolean>;
    isHarmless: (problem: unknown) => boolean;
    onProgress: (seen: number) => void;
    signal: AbortSignal;
  },
): Promise<Retranslation> {
  const result: Retranslation = { done: 0, failed: 0, problem: null };
  let inARow = 0;
  for (const [at, key] of keys.entries()) {
    if (signal.aborted || inARow >= REFUSALS_MOST) break;
    try {
      if (await translate(key)) result.done += 1;
      inARow = 0;
    } catch (problem) {
      result.failed += 1;
      if (!isHarmless(problem)) {
        result.problem = problem;
        inARow += 1;
      }
    }
    onProgress(at + 1);
  }
  return result;
}
