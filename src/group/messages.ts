/** What the program that launched mpirun and the ranks say to each other, a line each: jobs on rank 0's standard input, events on standard output. */
import type { ExitCode } from "../errors.js";
import type { Job, JobSummary, RunEvent } from "../pipeline/job.js";
import type { JobOutcome } from "../pipeline/job-list.js";
import type { JournalSegment } from "../pipeline/journal.js";
import type { BurnOrder, BurnOutcome } from "../pipeline/spread-burn.js";
import type { RankInfo, WorkSpec } from "../pipeline/ranks/task.js";
import type { Word } from "../speech/engine.js";

/** Of every rank, every second, so that silence means something. */
export interface Alive {
  type: "alive";
  rank: number;
}

/** What rank 0 of a group for one job, or for several, says; it hears that job, or their list. */
export type RankMessage =
  | Alive
  | { type: "event"; event: RunEvent }
  | { type: "summary"; summary: JobSummary }
  /** Of several jobs: what happens in one, by its number in the list, and what came of it. */
  | { type: "job-event"; job: number; event: RunEvent }
  | { type: "outcome"; job: number; outcome: JobOutcome }
  /** Of one job, or of all of several: the group could not begin. */
  | { type: "error"; message: string; exitCode: ExitCode };

/** What rank 0 of a group that stays hears. The end of the pipe is the group's end. */
export type ToGroup =
  /** The first line: which engines the ranks shall have. */
  | { type: "open"; spec: WorkSpec }
  | { type: "job"; id: string; caller: string; job: Job }
  | { type: "burn"; id: string; caller: string; order: BurnOrder }
  /** Of a job or a burn. */
  | { type: "cancel"; id: string }
  /** To an "ask" of this number: words that were kept, or that it was done. `problem`: why not. */
  | { type: "answer"; ask: number; words: Word[] | null; problem: string | null };

/** What a job asks the journal, which is at the supervisor: ranks never talk to a database. */
export type JournalQuestion =
  | { kind: "get"; segment: JournalSegment; key: string }
  | { kind: "put"; segment: JournalSegment; key: string; words: readonly Word[] }
  | { kind: "pass-over"; segment: JournalSegment }
  | { kind: "fail"; segment: JournalSegment; message: string };

/** What rank 0 of a group that stays says. */
export type FromGroup =
  | Alive
  | { type: "ready"; ranks: RankInfo[] }
  | { type: "event"; id: string; event: RunEvent }
  | { type: "ask"; ask: number; id: string; question: JournalQuestion }
  | { type: "done"; id: string; summary: JobSummary }
  /** `done`: the share of a burn, from 0 to 1. */
  | { type: "burning"; id: string; done: number }
  | { type: "burned"; id: string; outcome: BurnOutcome }
  /** `isOurs`: a SisterError, whose message is for people. */
  | { type: "failed"; id: string; message: string; exitCode: ExitCode; isOurs: boolean }
  /** The group cannot be. */
  | { type: "error"; message: string; exitCode: ExitCode };
