/** Limits of memory and time for ffmpeg and ffprobe, depending on their work. */
import { availableParallelism } from "node:os";
import { cpuBound, memoryBound, STANDSTILL_SECONDS, type Bounds } from "../children/bounds.js";

/** The facts that decide how much a run of ffmpeg needs. */
export interface MediaWork {
  /** Length of the media in seconds. */
  duration: number;
  /** Size of the picture in pixels. Null: only sound, or pictures that are copied. */
  video: { width: number; height: number } | null;
}

const GIB = 2 ** 30;
/** Memory of ffmpeg itself, its filters and fonts. Burning 720p takes 0.3 GB. */
const BASE_BYTES = GIB;
/** Pictures that the decoder, the filters and x264 hold at once: lookahead, references, and some per thread. */
const PICTURES = { base: 150, perCore: 4 };
/** Most bytes per pixel: 10 bit, with colours at half the rows and columns. */
const POINT_BYTES = 3;
/** Memory for an unknown picture size: enough for 4K. */
const UNKNOWN_BYTES = 4 * GIB;
/** A slow core needs 30 s for one second of 8K at 60 pictures per second, and a network disk may answer slowly. */
const SECONDS = { base: 3600, perSecond: 60 };

/**
 * The limits of a run of ffmpeg. They count resident memory instead of using RLIMIT_AS, which counts address space:
 * every thread reserves about 70 MB of it, and ffmpeg has more threads on larger machines.
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

/** @param seconds the time limit */
export function ffprobeBounds(seconds: number): Bounds {
  return { bytes: memoryBound(GIB), seconds, cpuSeconds: Infinity, standstillSeconds: STANDSTILL_SECONDS };
}
