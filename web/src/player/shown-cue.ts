/** A cue over the video. */
export interface ShownCue {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
}

/**
 * The cue at a time; undefined between cues. If cues overlap, it is the later one.
 *
 * @param cues in the order of their starts
 *
 * @example
 * cueAt([{ start: 1, end: 2, text: "Hello" }], 1.5)?.text; // "Hello"
 */
export function cueAt<Cue extends { start: number; end: number }>(
  cues: readonly Cue[],
  seconds: number,
): Cue | undefined {
  const at = lastStarted(cues, seconds);
  const cue = cues[at];
  return cue !== undefined && seconds < cue.end ? cue : undefined;
}

/** Index of the last cue that has started; -1 before the first. */
export function lastStarted(cues: readonly { start: number }[], seconds: number): number {
  let [low, high] = [0, cues.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cues[middle]?.start ?? Infinity) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
