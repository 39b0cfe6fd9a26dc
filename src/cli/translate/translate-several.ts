/** `sister translate` for several files: one after another in one group. A file that fails does not stop the rest. */
import { availableParallelism } from "node:os";
import { basename } from "node:path";
import { planGroup } from "../../group/hosts/group-plan.js";
import { launchGroupForList } from "../../group/launcher/launch.js";
import { isInsideMpirun, runListInGroup } from "../../group/rank/run-in-group.js";
import { InProcessTransport } from "../../pipeline/ranks/in-process.js";
import { isComplete, prepareJob, specOf, type Job, type JobSummary, type RunEvent } from "../../pipeline/job.js";
import { checkClashes, failureOf, runJobList, type JobListOptions, type JobOutcome } from "../../pipeline/job-list.js";
import { FolderJournal, journalFolder } from "../../pipeline/journal.js";
import { SharedRanks } from "../../pipeline/ranks/shared-ranks.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import type { ProgressDisplay } from "../terminal/progress.js";
import { describeSummary } from "./summary.js";

export interface SeveralOptions {
  ranks: number | null;
  hostfile: string | null;
  json: boolean;
  display: ProgressDisplay;
  signal: AbortSignal;
  /** A video longer than this (seconds) is worth the start of a process group. */
  groupThreshold: number;
  /** Describes what a job did not do, one line each. */
  failures: (summary: JobSummary) => string[];
}

/** Returns the exit status: 0 only if every output of every file was written. */
export async function translateSeveral(jobs: readonly Job[], options: SeveralOptions): Promise<number> {
  checkClashes(jobs);
  const report = new Report(jobs, options);
  const listOptions: JobListOptions = {
    onEvent: (event, job) => report.show(event, job),
    onOutcome: (outcome, job) => report.take(outcome, job),
    signal: options.signal,
  };
  if (isInsideMpirun()) await runListInGroup(() => Promise.resolve(jobs), listOptions);
  else await runFromShell(jobs, options, listOptions);
  return report.end();
}

/** Runs in a process group if one of the files is worth it, else in this process. */
async function runFromShell(jobs: readonly Job[], options: SeveralOptions, list: JobListOptions): Promise<void> {
  const { signal, display } = options;
  const plan = await planGroup(options.ranks, options.hostfile);
  // Problems of files are reported before anything is launched.
  const good: { job: Job; at: number }[] = [];
  let longest = 0;
  for (const [at, job] of jobs.entries()) {
    try {
      const { info } = await prepareJob(job, signal);
      longest = Math.max(longest, info.duration);
      good.push({ job, at });
    } catch (error) {
      signal.throwIfAborted();
      await list.onOutcome(failureOf(error), at);
    }
  }
  const [first] = good;
  if (!first) return;
  const rest = good.map(({ job }) => job);
  const numbered: JobListOptions = {
    onEvent: (event, i) => list.onEvent?.(event, good[i]?.at ?? i),
    onOutcome: (outcome, i) => list.onOutcome(outcome, good[i]?.at ?? i),
    signal,
  };
  if (longest > options.groupThreshold || options.ranks !== null || options.hostfile !== null) {
    if (plan.oversubscribed) {
      display.note(
        `${plan.ranks} ranks on ${availableParallelism()} cores: oversubscribed; waiting ranks yield to working ones`,
      );
    }
    return launchGroupForList(rest, { plan, ...numbered });
  }
  const size = Math.max(1, Math.min(availableParallelism(), Math.ceil(longest / 15)));
  const transport = new InProcessTransport(size);
  try {
    const journal = await FolderJournal.open(journalFolder());
    const ranks = await SharedRanks.open(transport, specOf(first.job));
    await Promise.race([runJobList(rest, ranks, { journal, ...numbered }), ranks.failure]);
  } finally {
    await transport.dispose();
  }
}

/** Prints the result of each file, and of all files at the end. */
class Report {
  readonly #jobs: readonly Job[];
  readonly #options: SeveralOptions;
  readonly #outcomes: (JobOutcome | null)[];
  #announced = -1;

  constructor(jobs: readonly Job[], options: SeveralOptions) {
    this.#jobs = jobs;
    this.#options = options;
    this.#outcomes = jobs.map(() => null);
  }

  #title(job: number): string {
    return `${basename(this.#jobs[job]?.file ?? "")} (${job + 1} of ${this.#jobs.length})`;
  }

  show(event: RunEvent, job: number): void {
    if (this.#announced !== job) {
      this.#announced = job;
      this.#options.display.end();
      this.#options.display.note(this.#title(job));
    }
    this.#options.display.show(event);
  }

  take(outcome: JobOutcome, job: number): void {
    const { display, json, failures } = this.#options;
    this.#outcomes[job] = outcome;
    display.end();
    if ("problem" in outcome) {
      printProblem(`${this.#title(job)}: ${outcome.problem}`);
      return;
    }
    if (!json) printText(`\n${this.#title(job)}${describeSummary(outcome.summary)}`);
    for (const line of failures(outcome.summary)) printProblem(`${this.#title(job)}: ${line}`);
  }

  /** Prints the whole result. Returns the exit status. */
  end(): number {
    const { json } = this.#options;
    const bad = this.#outcomes.filter((outcome) => !isDone(outcome)).length;
    if (json) {
      const results = this.#outcomes.map((outcome, job) => {
        const file = this.#jobs[job]?.file ?? "";
        if (outcome && "summary" in outcome) return { ok: isComplete(outcome.summary), file, ...outcome.summary };
        return { ok: false, file, error: outcome?.problem ?? "it was not started" };
      });
      printJson(results);
    }
    if (bad > 0) printProblem(`${bad} of ${this.#jobs.length} files failed; the others were written`);
    return bad > 0 ? 1 : 0;
  }
}

function isDone(outcome: JobOutcome | null): boolean {
  return outcome !== null && "summary" in outcome && isComplete(outcome.summary);
}
