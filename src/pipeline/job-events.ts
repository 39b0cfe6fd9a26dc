/** What a job reports while it runs. Plain data: it travels. */
import type { TimedWord } from "../subtitles/cue.js";
import type { Warning } from "../subtitles/document.js";
import type { RankInfo } from "./ranks/task.js";

/** How a job comes along. Seconds are of audio. */
export interface JobProgress {
  /** Seconds heard, and seconds known so far: they grow together with the decoder until it has ended. */
  doneSeconds: number;
  knownSeconds: number;
  segments: { done: number; failed: number; total: number; /** taken from an earlier run */ kept: number };
}

export type SegmentState = "waiting" | "running" | "done" | "failed";

/** A segment after a change of its state. */
export interface SegmentChange {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  end: number;
  state: SegmentState;
  /** Which rank works on it, or did; null while it waits, and if no rank had to. */
  rank: number | null;
  host: string | null;
  /** Tries that began in this run; 0 for words of an earlier run. */
  attempts: number;
}

export type JobEvent =
  | { type: "ready"; ranks: RankInfo[] }
  | { type: "progress"; progress: JobProgress }
  /** Units that are whole, in the source's language: what a person can read while the rest is still being recognized. */
  | { type: "heard"; units: HeardUnit[] }
  | { type: "segment"; segment: SegmentChange }
  /** The group that worked on the job is gone: another one gets it, and begins what ranks were doing again. */
  | { type: "ranks-lost" }
  | ({ type: "warning" } & Warning);

export interface HeardUnit {
  start: number;
  end: number;
  text: string;
  words: TimedWord[];
}
