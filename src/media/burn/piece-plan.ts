/** Plans where a video is cut into pieces that are encoded in parallel. Pure. */

/** A picture of a video. */
export interface Picture {
  /** Seconds from time 0. */
  time: number;
  isKey: boolean;
  /** Its size in the file, in bytes. */
  bytes: number;
}

export interface Piece {
  /** Between its first picture and the previous one, so that rounding cannot move a picture to the other side. */
  from: number;
  /** Where the next piece begins. Null for the last. */
  to: number | null;
  /** Where reading begins: at a key picture before its first picture. */
  seek: number;
  /**
   * Where reading ends. Pictures shown before `to` may be stored after the key picture there, so it is the key after
   * that one. Null: at the end.
   */
  until: number | null;
  /** Time of its first picture. */
  first: number;
  /** Seconds from its first picture to that of the next piece, or to the last picture of the video. */
  seconds: number;
  pictures: number;
  /** Bytes between `seek` and `until`. */
  bytes: number;
}

/**
 * Long enough that reading the overlaps twice costs little. Short enough that many ranks get work, and that a lost
 * piece is soon made again.
 */
const SECONDS = 20;
/** Shorter pieces are not worth a process. */
const LEAST_SECONDS = 2;
/** Largest piece, because pieces are held in memory. */
const BYTES = 32 * 1024 * 1024;

/** The number of pieces for a number of workers: at least two per worker, if the video is long enough. */
export function piecesWanted(pictures: readonly Picture[], workers: number): number {
  const seconds = (pictures.at(-1)?.time ?? 0) - (pictures[0]?.time ?? 0);
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  const forAll = Math.min(2 * workers, Math.floor(seconds / LEAST_SECONDS));
  return Math.max(1, forAll, Math.ceil(seconds / SECONDS), Math.ceil(bytes / BYTES));
}

/**
 * Cuts at key pictures into the wanted number of pieces of similar length, or fewer if there are not enough key
 * pictures.
 *
 * @param pictures in order of time
 */
export function planPieces(pictures: readonly Picture[], wanted: number): Piece[] {
  const begin = pictures[0]?.time ?? 0;
  const end = pictures.at(-1)?.time ?? 0;
  const timeOf = (index: number): number => pictures[index]?.time ?? end;
  const keys = pictures.flatMap(({ isKey, time }, index) => (isKey && index > 0 && time > begin ? [index] : []));
  /** The number of key pictures before a time. */
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
 * The clock of an encoder in ffmpeg's notation. If all pictures are on the grid of their rate (as far as a container
 * with whole milliseconds shows), it is the clock of that rate. Otherwise it is one that moves no picture. All pieces
 * need the same clock.
 *
 * @param rate pictures per second: "30000/1001"
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
