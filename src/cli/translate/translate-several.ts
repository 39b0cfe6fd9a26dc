/** `sister translate` for several files: one after another in one group. A file that fails does not stop the rest. */
import { basename } from "node:path";
import { planGroup } from "../../group/hosts/group-plan.js";
import { isInsideMpirun, runInGroup } from "../../group/rank/run-in-group.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import { checkClashes, failureOf, runJobList, type JobListOptions, type JobOutcome } from "../../pipeline/job-list.js";
import { runInPool } from "../../pipeline/job-runner.js";
import { prepareJob, specOf, type Job } from "../../pipeline/job.js";
import { isComplete, type JobSummary } from "../../pipeline/subtitle-files.js";
import { printJson, printProblem, printText } from "../terminal/print.js";
import type { ProgressDisplay } from "../terminal/progress.js";
import { withRanks } from "./ranks.js";
import { describeSummary } from "./summary.js";

export interface SeveralOptions {
  ranks: number | null;
  hostfile: string | null;
  json: boolean;
  display: ProgressDisplay;
  signal: AbortSignal;
  /** Describes what a job did not do, one line each. */
  failures: (summary: JobSummary) => string[];
  /** Results of files of the call that were done before. */
  before: readonly { ok: boolean }[];
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
  if (isInsideMpirun()) await translateInGroup(jobs, listOptions);
  else await translateFromShell(jobs, options, listOptions);
  return report.end();
}

/** On rank 0 of a group that mpirun started. */
async function translateInGroup(jobs: readonly Job[], list: JobListOptions): Promise<void> {
  const [first] = jobs;
  await runInGroup(async (transport) => {
    if (first) await runInPool(transport, specOf(first), (runner) => runJobList(jobs, runner, list));
  });
}

/** With ranks for the longest video. */
async function translateFromShell(jobs: readonly Job[], options: SeveralOptions, list: JobListOptions): Promise<void> {
  const { signal, display } = options;
  const plan = await planGroup(options.ranks, options.hostfile);
  // Problems of files are reported before anything is launched.
  const good: { job: Job; at: number }[] = [];
  let longest = 0;
  for (const [at, job] of jobs.entries()) {
    try {
      const { info } = await prepareJob(job, signal);
      longest = Math.max(longest, info.duration);
      good.push({ job: { ...job, media: info }, at });
    } catch (error) {
      signal.throwIfAborted();
      await list.onOutcome(failureOf(error), at);
    }
  }
  const [first] = good;
  if (!first) return;
  const numbered: JobListOptions = {
    onEvent: (event, i) => list.onEvent?.(event, good[i]?.at ?? i),
    onOutcome: (outcome, i) => list.onOutcome(outcome, good[i]?.at ?? i),
    signal,
  };
  const wantsGroup = options.ranks !== null || options.hostfile !== null;
  const ranks = { plan, wantsGroup, seconds: longest, spec: specOf(first.job), display, signal };
  const rest = good.map(({ job }) => job);
  await withRanks(ranks, (runner) => runJobList(rest, runner, numbered));
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

  get #total(): number {
    return this.#options.before.length + this.#jobs.length;
  }

  #title(job: number): string {
    return `${basename(this.#jobs[job]?.file ?? "")} (${this.#options.before.length + job + 1} of ${this.#total})`;
  }

  show(event: JobEvent, job: number): void {
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
    const { json, before } = this.#options;
    const bad = [...before.map(({ ok }) => ok), ...this.#outcomes.map(isDone)].filter((isGood) => !isGood).length;
    if (json) {
      const results = this.#outcomes.map((outcome, job) => {
        const file = this.#jobs[job]?.file ?? "";
        if (outcome && "summary" in outcome) return { ok: isComplete(outcome.summary), file, ...outcome.summary };
        return { ok: false, file, error: outcome?.problem ?? "it was not started" };
      });
      printJson([...before, ...results]);
    }
    if (bad > 0) printProblem(`${bad} of ${this.#total} files failed; the others were written`);
    return bad > 0 ? 1 : 0;
  }
}

function isDone(outcome: JobOutcome | null): boolean {
  return outcome !== null && "summary" in outcome && isComplete(outcome.summary);
}
