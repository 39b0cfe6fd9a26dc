/** The place of the cursor in a text that was changed from outside of its field. Pure. */

/** The part in which two texts differ: `from` to `to` of the first became `from` to `until` of the second. */
export function changedPart(before: string, after: string): { from: number; to: number; until: number } {
  const least = Math.min(before.length, after.length);
  let from = 0;
  while (from < least && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < least - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, to: before.length - same, until: after.length - same };
}

/**
 * The position that keeps the cursor beside the same characters.
 *
 * @example
 * moveCaret("hello", "oh, hello", 5); // 9
 */
export function moveCaret(before: string, after: string, caret: number): number {
  const { from, to, until } = changedPart(before, after);
  if (caret <= from) return caret;
  return caret >= to ? caret + until - to : until;
}
