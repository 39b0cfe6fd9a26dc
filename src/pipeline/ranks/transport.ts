/** The contract between the coordinator and the ranks. Two implementations, in this process and over MPI; one conformance suite. */
import type { LanguageGuess } from "../../speech/language/vote.js";
import type { Report } from "./rank-queue.js";
import type { LoadedTask, RankAccount, RankInfo, WorkSpec } from "./task.js";

/** What a rank reports: a task's end, or that its engine is free (`RankQueue`). */
export interface Arrival extends Report {
  rank: number;
}

export interface Transport {
  /** Number of ranks. */
  readonly size: number;
  /**
   * Every rank opens its engines. Resolves when all are ready, in order of rank; rejects with a SisterError that names
   * rank and host where one cannot, and leaves no rank working.
   */
  open(spec: WorkSpec): Promise<RankInfo[]>;
  /** The language of one sample of speech, by rank 0's engine; null if it tells nothing. After `open`. */
  detectLanguage(samples: Int16Array): Promise<LanguageGuess | null>;
  /** Gives every rank its first share at once; `shares[rank]` may be empty. Called once, before any `deal`. */
  scatter(shares: readonly LoadedTask[][]): Promise<void>;
  /** Gives one rank one more task. Resolves when the samples may be forgotten. */
  deal(rank: number, loaded: LoadedTask): Promise<void>;
  /** Stops a task that was dealt with this id: its result, "dropped", comes at once where it was not done yet. */
  drop(rank: number, id: number): void;
  /** The next report of any rank; results come in the order in which its tasks were begun. Call it only while tasks are out. */
  next(): Promise<Arrival>;
  /** Ends the job on every rank that has no task out, and gathers their accounts, in order of rank. */
  close(): Promise<RankAccount[]>;
}
