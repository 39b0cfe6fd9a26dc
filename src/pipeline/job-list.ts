/** Several jobs one after another, on ranks that keep their engines. */
import { messageOf, SisterError, type ExitCode } from "../errors.js";
import { prepareJob, runJob, type Job, type JobSummary, type RunEvent } from "./job.js";
import type { Journal } from "./journal.js";
import { listOutputs, outputPaths } from "./outputs.js";
import type { SharedRanks } from "./ranks/shared-ranks.js";

/** What came of one job of several: its summary, or why it failed. */
export type JobOutcome = { summary: JobSummary } | { problem: string; exitCode: ExitCode };

/** `job` is its number in the list, from 0. */
export interface JobListOptions {
  onEvent?: (event: RunEvent, job: number) => void;
  onOutcome: (outcome: JobOutcome, job: number) => void | Promise<void>;
  signal?: AbortSignal;
}

/** What is said of a job that failed with this error; a defect is not hidden: it goes to standard error with its stack. */
export function failureOf(error: unknown): Extract<JobOutcome, { problem: string }> {
  if (!(error instanceof SisterError)) console.error(error);
  return { problem: messageOf(error), exitCode: error instanceof SisterError ? error.exitCode : 1 };
}

/**
 * Runs jobs that differ in their files alone, one after another. One that fails does not stop those after it. Rejects when the signal aborts.
 *
 * @example
 * const ranks = await SharedRanks.open(new InProcessTransport(2), specOf(job));
 * await runJobList([job, { ...job, file: "b.mp4" }], ranks, { journal, onOutcome: (outcome, i) => … });
 * await ranks.close();
 */
export async function runJobList(
  jobs: readonly Job[],
  ranks: SharedRanks,
  { journal, onEvent, onOutcome, signal }: JobListOptions & { journal: Journal | null },
): Promise<void> {
  for (const [i, job] of jobs.entries()) {
    let outcome: JobOutcome;
    try {
      const prepared = await prepareJob(job, signal);
      const summary = await runJob(prepared, ranks.crew("command"), {
        journal,
        onEvent: (event) => onEvent?.(event, i),
        ...(signal ? { signal } : {}),
      });
      outcome = { summary };
    } catch (error) {
      signal?.throwIfAborted();
      outcome = failureOf(error);
    }
    await onOutcome(outcome, i);
  }
}

/**
 * Refuses jobs of which one would write over the files of another, or over another one's video, before any begins: a SisterError (exit code 2) that
 * names both.
 */
export function checkClashes(jobs: readonly Job[]): void {
  const inputs = new Set(jobs.map(({ file }) => file));
  const writers = new Map<string, string>();
  for (const job of jobs) {
    const { file, source, targets, folder, burn, mux } = job;
    for (const path of listOutputs(outputPaths({ file, languages: [source, ...targets], folder, burn, mux }))) {
      const before = writers.get(path);
      if (before !== undefined) {
        throw new SisterError(
          `${before} and ${file} would both write ${path}: rename one of them, or do them in two calls with another --out DIR`,
          { exitCode: 2 },
        );
      }
      if (inputs.has(path)) {
        throw new SisterError(
          `${file} would write over ${path}, which is to be done too: give another folder with --out DIR`,
          {
            exitCode: 2,
          },
        );
      }
      writers.set(path, file);
    }
  }
}
