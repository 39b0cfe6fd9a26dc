/** Recognized texts in the order of arrival. A job that resumes after a break reports some of them again. Pure. */

/** The data of the event `cue`. */
export interface HeardCue {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
}

/** Whether two texts belong to the same moment of speech. */
function isSame(a: HeardCue, b: HeardCue): boolean {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  return common > 0.5 * Math.min(a.end - a.start, b.end - b.start);
}

/**
 * Adds texts, in the order of their starts. A text for the same moment replaces the earlier one.
 *
 * @param known in the order of their starts
 */
export function mergeHeard(known: readonly HeardCue[], further: readonly HeardCue[]): HeardCue[] {
  const merged = [...known];
  for (const cue of further) {
    // Most texts come in order, so the search begins at the end.
    let at = merged.length;
    while (at > 0 && (merged[at - 1]?.start ?? 0) > cue.start) at -= 1;
    let [first, last] = [at, at];
    while (first > 0 && isSame(merged[first - 1] ?? cue, cue)) first -= 1;
    for (let next = merged[last]; next && isSame(next, cue); next = merged[last]) last += 1;
    merged.splice(first, last - first, cue);
  }
  return merged;
}
