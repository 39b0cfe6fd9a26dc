/** How much memory and time ffmpeg and ffprobe may take, by what there is to do. */
import { availableParallelism } from "node:os";
import { cpuBound, memoryBound, STANDSTILL_SECONDS, type Bounds } from "../children/bounds.js";

/** What decides how much a run of ffmpeg needs. */
export interface MediaWork {
  /** Of the media, in seconds. */
  duration: number;
  /** Of the picture, in points; null: sound alone, or pictures that are only copied. */
  video: { width: number; height: number } | null;
}

const GIB = 2 ** 30;
/** Of ffmpeg itself, its filters and fonts. A burn of 720p takes 0.3 GB. */
const BASE_BYTES = GIB;
/** Pictures that decoder, filters and x264 hold at once: its lookahead, references, and some for each thread. */
const PICTURES = { base: 150, perCore: 4 };
/** Of a point, at most: 10 bit with colours at half the rows and columns. */
const POINT_BYTES = 3;
/** Where nothing is known of the picture: enough for 4K. */
const UNKNOWN_BYTES = 4 * GIB;
/** A slow core needs 30 s for a second of 8K at 60 pictures a second; a disk of the network may take long to answer. */
const SECONDS = { base: 3600, perSecond: 60 };

/**
 * The bounds of a run of ffmpeg. A watch counts the resident memory instead of RLIMIT_AS: that would count address space, of which threads reserve
 * some 70 MB each, and ffmpeg has more of them on larger machines.
 *
 * @example
 * ffmpegBounds({ duration: 4, video: { width: 320, height: 180 } }).bytes; // 1.1 GB
 */
export function ffmpegBounds(work?: MediaWork): Bounds {
  const pictures = PICTURES.base + PICTURES.perCore * availableParallelism();
  const points = work?.video ? work.video.width * work.video.height : 0;
  const bytes = work ? BASE_BYTES + pictures * points * POINT_BYTES : UNKNOWN_BYTES;
  const seconds = SECONDS.base + SECONDS.perSecond * (work?.duration ?? 3600);
  return { bytes: memoryBound(bytes), seconds, cpuSeconds: cpuBound(), standstillSeconds: STANDSTILL_SECONDS };
}

/** @param seconds that it may take */
export function ffprobeBounds(seconds: number): Bounds {
  return { bytes: memoryBound(GIB), seconds, cpuSeconds: Infinity, standstillSeconds: STANDSTILL_SECONDS };
}
