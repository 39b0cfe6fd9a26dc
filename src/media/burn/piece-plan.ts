/** Where a video is cut into pieces that are encoded side by side. Pure. */

/** A picture of a video. */
export interface Picture {
  /** Seconds from time 0. */
  time: number;
  isKey: boolean;
  /** What it takes in the file. */
  bytes: number;
}

export interface Piece {
  /** Between the last picture before it and its first, so that rounding moves none to the other side. */
  from: number;
  /** Where the next one begins; null for the last. */
  to: number | null;
  /** Where to begin reading: a key picture before the one that it begins with. */
  seek: number;
  /** How far to read: what is shown before `to` may be stored behind the key picture there, so to the one after that; null: to the end. */
  until: number | null;
  /** Time of its first picture. */
  first: number;
  /** From its first picture to the next piece's, or the last picture of all. */
  seconds: number;
  pictures: number;
  /** What lies between `seek` and `until`. */
  bytes: number;
}

/** Long enough that what is read twice at its ends is little, short enough that many ranks have something and that one that is lost is soon made again. */
const SECONDS = 20;
/** Shorter pieces are not worth a process. */
const LEAST_SECONDS = 2;
/** They are held in memory. */
const BYTES = 32 * 1024 * 1024;

/** In how many pieces to make a video with so many workers: two for each of them at least, where it is long enough. */
export function piecesWanted(pictures: readonly Picture[], workers: number): number {
  const seconds = (pictures.at(-1)?.time ?? 0) - (pictures[0]?.time ?? 0);
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  const forAll = Math.min(2 * workers, Math.floor(seconds / LEAST_SECONDS));
  return Math.max(1, forAll, Math.ceil(seconds / SECONDS), Math.ceil(bytes / BYTES));
}

/**
 * Cuts at key pictures, in pieces of about the same length: so many, or fewer where there are not as many keys.
 *
 * @param pictures in the order of their times
 */
export function planPieces(pictures: readonly Picture[], wanted: number): Piece[] {
  const begin = pictures[0]?.time ?? 0;
  const end = pictures.at(-1)?.time ?? 0;
  const timeOf = (index: number): number => pictures[index]?.time ?? end;
  const keys = pictures.flatMap(({ isKey, time }, index) => (isKey && index > 0 && time > begin ? [index] : []));
  /** How many keys are before this time. */
  const keysBefore = (time: number): number => {
    let [low, high] = [0, keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (timeOf(keys[middle] ?? 0) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const starts = new Set([0]);
  for (let i = 1; i < wanted; i++) {
    const target = begin + ((end - begin) * i) / wanted;
    const after = keysBefore(target);
    const [one, other] = [keys[after - 1], keys[after]];
    const isOneNearer = one !== undefined && (other === undefined || target - timeOf(one) <= timeOf(other) - target);
    const nearest = isOneNearer ? one : other;
    if (nearest !== undefined) starts.add(nearest);
  }
  const ordered = [...starts].sort((a, b) => a - b);
  const bytesUpTo = [0];
  for (const { bytes } of pictures) bytesUpTo.push((bytesUpTo.at(-1) ?? 0) + bytes);
  const cutBefore = (index: number): number => (timeOf(index - 1) + timeOf(index)) / 2;
  return ordered.map((start, i) => {
    const next = ordered[i + 1];
    const before = keys[keysBefore(timeOf(start)) - 1] ?? 0;
    const behind = next === undefined ? undefined : keys[keysBefore(timeOf(next)) + 1];
    const readFrom = start === 0 ? 0 : before;
    return {
      from: start === 0 ? Math.min(0, begin) : cutBefore(start),
      to: next === undefined ? null : cutBefore(next),
      seek: start === 0 ? 0 : Math.max(0, timeOf(before)),
      until: behind === undefined ? null : timeOf(behind),
      first: timeOf(start),
      seconds: (next === undefined ? end : timeOf(next)) - timeOf(start),
      pictures: (next ?? pictures.length) - start,
      bytes: (bytesUpTo[behind ?? pictures.length] ?? 0) - (bytesUpTo[readFrom] ?? 0),
    };
  });
}

/**
 * The clock of an encoder, as ffmpeg writes it: that of the pictures' rate where all are on its grid (as far as a container of whole milliseconds can say),
 * else one that puts none anywhere else. All pieces must have the same.
 *
 * @param rate pictures per second, as in "30000/1001"
 */
export function encoderTick(pictures: readonly Picture[], rate: string): string {
  const [over = 0, under = 1] = rate.split("/").map(Number);
  const perSecond = over / under;
  const begin = pictures[0]?.time ?? 0;
  let last = -1;
  for (const { time } of pictures) {
    const exact = (time - begin) * perSecond;
    const place = Math.round(exact);
    if (!(Math.abs(exact - place) < 0.25) || place <= last) return "1:90000";
    last = place;
  }
  return `${under}:${over}`;
}
