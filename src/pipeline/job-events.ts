/** What a job reports while it runs. Plain data: it travels. */
import type { TimedWord } from "../subtitles/cue.js";
import type { Warning } from "../subtitles/document.js";
import type { RankInfo } from "./task.js";

/** How a job comes along. Seconds are of audio. */
export interface JobProgress {
  /** Seconds heard, and seconds known so far: they grow together with the decoder until it has ended. */
  doneSeconds: number;
  knownSeconds: number;
  segments: { done: number; failed: number; total: number; /** taken from an earlier run */ kept: number };
}

export type JobEvent =
  | { type: "ready"; ranks: RankInfo[] }
  | { type: "progress"; progress: JobProgress }
  /** Units that are whole, in the source's language: what a person can read while the rest is still being recognized. */
  | { type: "heard"; units: HeardUnit[] }
  | ({ type: "warning" } & Warning);

export interface HeardUnit {
  start: number;
  end: number;
  text: string;
  words: TimedWord[];
}
