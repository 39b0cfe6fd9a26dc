/** Where the parts of a video lie on a strip of so many pixels. Pure. */
import { workerKey, workerOf, type Segment, type Worker } from "../live/live-job.js";

/** One or more segments that are drawn as one. */
export interface Bar {
  /** Indexes in the list of segments. */
  first: number;
  last: number;
  /** Pixels. */
  x: number;
  width: number;
  state: Segment["state"];
  /** Of the most seconds in it; null: nobody had to. */
  worker: Worker | null;
  /** Whether a part of it is done again or was. */
  isAgain: boolean;
}

/** A bar that is narrower cannot be seen or met. */
const WIDTH_LEAST = 4;
const GAP = 1;

/** What is drawn of segments that share a bar: what a person should look at first. */
const RANKED: readonly Segment["state"][] = ["failed", "running", "waiting", "done"];

/**
 * Bars of at least 4 pixels: segments too narrow for that share one.
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

/** Whether it was begun more than once, or has to be. */
export const isAgain = ({ attempts, state }: Segment): boolean => attempts > 1 || (attempts > 0 && state === "waiting");

/** Place in the list of the segment at a time; -1 if there is none. */
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

/** Seconds between marks of the axis, so that their texts do not touch. */
const STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];
const MARK_WIDTH = 72;

/** Seconds of the marks below the strip, from 0. */
export function marksOf(duration: number, width: number): number[] {
  if (duration <= 0 || width <= 0) return [];
  const step = STEPS.find((seconds) => (seconds / duration) * width >= MARK_WIDTH) ?? STEPS.at(-1) ?? duration;
  const count = Math.floor(duration / step);
  return Array.from({ length: count + 1 }, (_, place) => place * step);
}
