/** The layout of a video's segments on a strip. Pure. */
import { workerKey, workerOf, type Segment, type Worker } from "../live/live-job.js";

/** One or more segments that are drawn as one bar. */
export interface Bar {
  /** Indexes in the list of segments. */
  first: number;
  last: number;
  /** Pixels. */
  x: number;
  width: number;
  state: Segment["state"];
  /** The worker with the most seconds in it; null if it needed no worker. */
  worker: Worker | null;
  /** Whether a segment in it is or was done again. */
  isAgain: boolean;
}

/** A narrower bar cannot be seen or hit, in pixels. */
const WIDTH_LEAST = 4;
const GAP = 1;

/** The state that a shared bar shows: the most important one of its segments. */
const RANKED: readonly Segment["state"][] = ["failed", "running", "waiting", "done"];

/**
 * Bars of at least 4 pixels. Segments that are too narrow for that share a bar.
 *
 * @param segments in the order of the video
 * @param duration seconds of the strip
 */
export function layOutTimeline(segments: readonly Segment[], duration: number, width: number): Bar[] {
  if (duration <= 0 || width <= 0) return [];
  const scale = width / duration;
  const bars: Bar[] = [];
  for (let first = 0; first < segments.length;) {
    const begin = segments[first]?.start ?? 0;
    let last = first;
    while (last + 1 < segments.length && ((segments[last]?.end ?? 0) - begin) * scale < WIDTH_LEAST) last += 1;
    const x = begin * scale;
    const end = Math.min(width, (segments[last]?.end ?? begin) * scale);
    bars.push({ first, last, x, width: Math.max(1, end - x - GAP), ...summaryOf(segments.slice(first, last + 1)) });
    first = last + 1;
  }
  return bars;
}

function summaryOf(segments: readonly Segment[]): Pick<Bar, "state" | "worker" | "isAgain"> {
  const state = RANKED.find((one) => segments.some((segment) => segment.state === one)) ?? "done";
  const seconds = new Map<string, { worker: Worker; sum: number }>();
  for (const segment of segments) {
    const worker = workerOf(segment);
    if (!worker || segment.state !== state) continue;
    const entry = seconds.get(workerKey(worker)) ?? { worker, sum: 0 };
    entry.sum += segment.end - segment.start;
    seconds.set(workerKey(worker), entry);
  }
  const most = [...seconds.values()].sort((a, b) => b.sum - a.sum)[0];
  return { state, worker: most?.worker ?? null, isAgain: segments.some(isAgain) };
}

/** Whether a segment needs or needed more than one attempt. */
export const isAgain = ({ attempts, state }: Segment): boolean => attempts > 1 || (attempts > 0 && state === "waiting");

/** Index of the segment at a time; -1 if there is none. */
export function segmentAt(segments: readonly Segment[], seconds: number): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.start ?? Infinity) <= seconds) low = middle + 1;
    else high = middle;
  }
  const found = segments[low - 1];
  return found && seconds < found.end ? low - 1 : -1;
}

/** Distance of the axis marks in seconds, such that their labels do not touch. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
const MARK_WIDTH = 72;

/** Times of the marks below the strip, in seconds, from 0. */
export function marksOf(duration: number, width: number): number[] {
  if (duration <= 0 || width <= 0) return [];
  const step = STEPS.find((seconds) => (seconds / duration) * width >= MARK_WIDTH) ?? STEPS.at(-1) ?? duration;
  const count = Math.floor(duration / step);
  return Array.from({ length: count + 1 }, (_, place) => place * step);
}
