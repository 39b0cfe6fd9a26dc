/** Where a video is cut into pieces that are encoded side by side. Pure. */

/** A picture of a video. */
export interface Picture {
  /** Seconds from time 0. */
  time: number;
  isKey: boolean;
}

export interface Piece {
  /** Between the last picture before it and its first, so that rounding moves none to the other side. */
  from: number;
  /** Where the next one begins; null for the last. */
  to: number | null;
  /** Where to begin reading: a key picture before the one that it begins with. */
  seek: number;
  /** Time of its first picture. */
  first: number;
  pictures: number;
}

/**
 * Cuts at key pictures, in pieces of about the same length: so many, or fewer where there are not as many keys.
 *
 * @param pictures in the order of their times
 */
export function planPieces(pictures: readonly Picture[], wanted: number): Piece[] {
  const begin = pictures[0]?.time ?? 0;
  const end = pictures.at(-1)?.time ?? 0;
  const keys = pictures.flatMap(({ isKey, time }, index) => (isKey && index > 0 && time > begin ? [index] : []));
  const timeOf = (index: number): number => pictures[index]?.time ?? end;
  const starts = new Set([0]);
  for (let i = 1; i < wanted; i++) {
    const target = begin + ((end - begin) * i) / wanted;
    const [nearest] = keys.toSorted((a, b) => Math.abs(timeOf(a) - target) - Math.abs(timeOf(b) - target));
    if (nearest !== undefined) starts.add(nearest);
  }
  const ordered = [...starts].sort((a, b) => a - b);
  const cutBefore = (index: number): number => (timeOf(index - 1) + timeOf(index)) / 2;
  return ordered.map((start, i) => {
    const next = ordered[i + 1];
    const before = keys.filter((key) => key < start).at(-1) ?? 0;
    return {
      from: start === 0 ? Math.min(0, begin) : cutBefore(start),
      to: next === undefined ? null : cutBefore(next),
      seek: start === 0 ? 0 : Math.max(0, timeOf(before)),
      first: timeOf(start),
      pictures: (next ?? pictures.length) - start,
    };
  });
}
