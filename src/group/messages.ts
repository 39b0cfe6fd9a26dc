/**
 * The messages between a launcher and its group, a line each: the launcher's on rank 0's standard input, rank 0's on
 * standard output.
 */
import type { ExitCode } from "../errors.js";
import type { JobEvent } from "../pipeline/job-events.js";
import type { Job, JobResult } from "../pipeline/job.js";
import type { JournalSegment } from "../pipeline/journal.js";
import type { RankInfo, WorkSpec } from "../pipeline/ranks/task.js";
import type { BurnOrder, BurnOutcome } from "../pipeline/spread-burn.js";
import type { Word } from "../speech/engine.js";
import type { ServiceCall, TranslatorQuestion } from "../translation/service-calls.js";

/** From every rank, every second, on standard error. Silence means that a rank is stopped. */
export interface Heartbeat {
  type: "alive";
  rank: number;
}

/** To rank 0. If the pipe ends without `end`, the launcher is gone, and the group aborts. */
export type ToGroup =
  /** The first line: the engines that every rank opens. Jobs may follow before they are open. */
  | { type: "open"; spec: WorkSpec }
  | { type: "job"; id: string; caller: string; job: Job }
  | { type: "burn"; id: string; caller: string; order: BurnOrder }
  /** Stops a job or a burn. */
  | { type: "cancel"; id: string }
  /** The answer to the `ask` with this number. `problem`: the reason for a failure. */
  | { type: "answer"; ask: number; value: unknown; problem: Problem | null }
  /** No more jobs: the ranks close their engines and end. */
  | { type: "end" };

/**
 * A call to the journal of a job. The journal is on the launcher's side: ranks have no access to a database. Answered
 * with kept words, or with null for a write that is durable.
 */
type JournalCall =
  | { kind: "get"; segment: JournalSegment; key: string }
  | { kind: "put"; segment: JournalSegment; key: string; words: readonly Word[] }
  | { kind: "pass-over"; segment: JournalSegment }
  | { kind: "fail"; segment: JournalSegment; message: string };

/**
 * A call to translators. Services are called on the launcher's side: ranks have none of their keys. Answered with a
 * TranslatorChoice, or with a ServiceAnswer.
 */
type TranslatorCall =
  { kind: "choose-translators"; question: TranslatorQuestion } | { kind: "translate"; call: ServiceCall };

export type LauncherCall = JournalCall | TranslatorCall;

/** An error that travels. `isSisterError`: the message is for people. */
export interface Problem {
  message: string;
  exitCode: ExitCode;
  isSisterError: boolean;
}

/** From rank 0. */
export type FromGroup =
  | { type: "ready"; ranks: RankInfo[] }
  | { type: "event"; id: string; event: JobEvent }
  | { type: "ask"; ask: number; id: string; call: LauncherCall }
  | { type: "done"; id: string; result: JobResult }
  /** `done`: the share of a burn, from 0 to 1. */
  | { type: "burning"; id: string; done: number }
  | { type: "burned"; id: string; outcome: BurnOutcome }
  /** A job or a burn failed. */
  | ({ type: "failed"; id: string } & Problem)
  /** The ranks cannot open their engines, and the group ends. */
  | { type: "error"; message: string; exitCode: ExitCode };
