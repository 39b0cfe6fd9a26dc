/**
 * The contract between the pool and its ranks. Two implementations, in this process and over MPI; one conformance
 * suite.
 */
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { LoadedTask, RankAccount, RankInfo, RankMessage, WorkSpec } from "./task.js";

export interface Transport {
  /** Number of ranks. */
  readonly size: number;
  /**
   * Every rank opens its engines. Resolves when all are ready, in order of rank. Rejects with a SisterError that names
   * rank and host if one of them fails; no rank works then.
   */
  open(spec: WorkSpec): Promise<RankInfo[]>;
  /** The language of one sample of speech, by the engine of rank 0; null if it cannot be determined. After `open`. */
  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null>;
  /** Every rank begins an account for this job. */
  begin(job: number): Promise<void>;
  /** Gives every rank its first share in one collective call; `shares[rank]` may be empty. */
  scatter(shares: readonly LoadedTask[][]): Promise<void>;
  /** Gives one rank one more task. Resolves when the samples may be forgotten. */
  deal(rank: number, loaded: LoadedTask): Promise<void>;
  /** Stops the task with this id: its result, "dropped", comes at once. Does nothing if the task is done. */
  drop(rank: number, id: number): void;
  /**
   * The next message of any rank. Results of a rank come in the order in which it began its tasks. Call it only while
   * ranks have tasks.
   */
  next(): Promise<RankMessage>;
  /**
   * Closes the account of a job on every rank and gathers them, in order of rank. What a rank still does for the job is
   * not counted.
   */
  finish(job: number): Promise<RankAccount[]>;
  /** Closes the engines of every rank. No rank may have a task. */
  close(): Promise<void>;
}
