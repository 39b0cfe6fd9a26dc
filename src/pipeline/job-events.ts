/** The events of a job while it runs. Plain data: it travels between processes. */
import type { TimedWord } from "../subtitles/cue.js";
import type { SpokenLanguage, Warning } from "../subtitles/document.js";
import type { RankInfo } from "./ranks/task.js";

/** The progress of a job. Seconds are of audio. */
export interface JobProgress {
  /** Seconds that are done, and seconds that are known so far, which grow until the decoder has ended. */
  doneSeconds: number;
  knownSeconds: number;
  segments: { done: number; failed: number; total: number; /** used again from an earlier run */ kept: number };
}

export type SegmentState = "waiting" | "running" | "done" | "failed";

/** A segment after a change of its state. */
export interface SegmentChange {
  index: number;
  /** Seconds from the start of the video. */
  start: number;
  end: number;
  state: SegmentState;
  /** The rank that works on it, or did; null while it waits, and if no rank had to. */
  rank: number | null;
  host: string | null;
  /** Attempts that began in this run; 0 for words of an earlier run. */
  attempts: number;
}

export type JobEvent =
  | { type: "ready"; ranks: RankInfo[] }
  | { type: "progress"; progress: JobProgress }
  /** Complete units in the source language: a person can read them while the rest is still being recognized. */
  | { type: "heard"; units: HeardUnit[] }
  | { type: "segment"; segment: SegmentChange }
  /** The language of a job that was started with "auto". */
  | { type: "language"; language: SpokenLanguage }
  /** The group that worked on the job is gone: another one gets the job, and begins again what the ranks were doing. */
  | { type: "ranks-lost" }
  /** A video with subtitles is being written; `done` is the share, from 0 to 1. */
  | { type: "writing"; what: string; done: number }
  | ({ type: "warning" } & Warning);

export interface HeardUnit {
  start: number;
  end: number;
  text: string;
  words: TimedWord[];
}
