/** Several jobs of a command, one after another. */
import { messageOf, SisterError, type ExitCode } from "../errors.js";
import type { JobEvent } from "./job-events.js";
import type { JobRunner } from "./job-runner.js";
import { prepareJob, type Job } from "./job.js";
import { listOutputs, outputPaths } from "./outputs.js";
import { subtitleFiles, type JobSummary } from "./subtitle-files.js";

/** The outcome of one job: its summary, or the reason for which it failed. */
export type JobOutcome = { summary: JobSummary } | { problem: string; exitCode: ExitCode };

/** `job` is the index of a job in the list. */
export interface JobListOptions {
  onEvent?: (event: JobEvent, job: number) => void;
  onOutcome: (outcome: JobOutcome, job: number) => void | Promise<void>;
  signal?: AbortSignal;
}

/** The outcome of a job that failed with this error. A defect goes to standard error with its stack. */
export function failureOf(error: unknown): Extract<JobOutcome, { problem: string }> {
  if (!(error instanceof SisterError)) console.error(error);
  return { problem: messageOf(error), exitCode: error instanceof SisterError ? error.exitCode : 1 };
}

/**
 * Runs jobs that differ only in their files, one after another. One that fails does not stop those after it. Rejects
 * when the signal aborts, and when there are no ranks for the next job.
 *
 * @example
 * await runInPool(new InProcessTransport(2), specOf(job), (runner) =>
 *   runJobList([job, { ...job, file: "b.mp4" }], runner, { onOutcome: (outcome, i) => … }),
 * );
 */
export async function runJobList(
  jobs: readonly Job[],
  runner: JobRunner,
  { onEvent, onOutcome, signal }: JobListOptions,
): Promise<void> {
  for (const [i, job] of jobs.entries()) {
    await runner.ready();
    let outcome: JobOutcome;
    try {
      const prepared = await prepareJob(job, signal);
      const summary = await subtitleFiles(prepared, runner, {
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
 * Checks before any job begins that no job would write over the files of another, or over another one's video. Throws a
 * SisterError (exit code 2) that names both.
 */
export function checkClashes(jobs: readonly Job[]): void {
  const inputs = new Set(jobs.map(({ file }) => file));
  const writers = new Map<string, string>();
  for (const { file, source, targets, outputs } of jobs) {
    if (!outputs) continue;
    for (const path of listOutputs(outputPaths(file, [source, ...targets], outputs))) {
      const before = writers.get(path);
      if (before !== undefined) {
        throw new SisterError(
          `${before} and ${file} would both write ${path}: rename one of them, or do them in two calls with another --out DIR`,
          { exitCode: 2 },
        );
      }
      if (inputs.has(path)) {
        throw new SisterError(
          `${file} would write over ${path}, which is an input too: give another folder with --out DIR`,
          { exitCode: 2 },
        );
      }
      writers.set(path, file);
    }
  }
}
