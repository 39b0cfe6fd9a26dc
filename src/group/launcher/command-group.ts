/** The process group of one command: launched for its jobs, and launched again for the next job if it dies. */
import { COMMAND, type JobRunner, type RunOptions } from "../../pipeline/job-runner.js";
import type { JobResult, PreparedJob } from "../../pipeline/job.js";
import { openJournal, type Journal } from "../../pipeline/journal.js";
import type { WorkSpec } from "../../pipeline/ranks/task.js";
import type { BurnWithRanks } from "../../pipeline/spread-burn.js";
import type { GroupPlan } from "../hosts/group-plan.js";
import { GroupEnded, ProcessGroup } from "./process-group.js";

export interface CommandGroupOptions {
  plan: GroupPlan;
  spec: WorkSpec;
  /** Ends the group within 2 s; then its jobs reject with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * Does work with a group that is launched for it, and ends the group. Rejects with the error of rank 0, or, if a rank
 * or host died, with an error that says which one; finished segments are kept in either case.
 *
 * @example
 * const summary = await inLaunchedGroup({ plan, spec: specOf(job) }, (runner) => subtitleFiles(prepared, runner, {}));
 */
export async function inLaunchedGroup<Result>(
  options: CommandGroupOptions,
  work: (runner: JobRunner) => Promise<Result>,
): Promise<Result> {
  const group = new CommandGroup(options, await openJournal());
  try {
    const result = await work(group);
    // A group that hangs or dies after its work was done takes nothing of it back.
    await group.end();
    return result;
  } catch (error) {
    await group.stop();
    throw error;
  }
}

class CommandGroup implements JobRunner {
  readonly #options: CommandGroupOptions;
  readonly #journal: Journal;
  #group: Promise<ProcessGroup> | null = null;
  #jobs = 0;

  constructor(options: CommandGroupOptions, journal: Journal) {
    this.#options = options;
    this.#journal = journal;
  }

  async ready(): Promise<unknown> {
    const group = await this.#launched();
    return this.#unlessAborted(group.ready);
  }

  async run({ job, info }: PreparedJob, { onEvent }: RunOptions): Promise<JobResult> {
    // Rank 0 is on this host and need not probe the file again.
    const request = { id: this.#nextId(), caller: COMMAND, job: { ...job, media: info }, journal: this.#journal };
    return this.#inGroup((group) => group.run({ ...request, ...(onEvent ? { onEvent } : {}) }));
  }

  readonly burn: BurnWithRanks = async (order, options) => {
    const request = { id: this.#nextId(), caller: COMMAND, order, ...options };
    try {
      return await this.#inGroup((group) => group.burn(request));
    } catch (error) {
      // The subtitles are there. This process can burn them without ranks.
      if (error instanceof GroupEnded) return { pieces: 0, problem: error.message };
      throw error;
    }
  };

  #nextId(): string {
    return String(++this.#jobs);
  }

  async #inGroup<Result>(work: (group: ProcessGroup) => Promise<Result>): Promise<Result> {
    const group = await this.#launched();
    try {
      return await this.#unlessAborted(work(group));
    } catch (error) {
      // What follows gets another group.
      if (error instanceof GroupEnded) this.#group = null;
      throw error;
    }
  }

  #launched(): Promise<ProcessGroup> {
    return (this.#group ??= this.#launch());
  }

  async #launch(): Promise<ProcessGroup> {
    const { plan, spec, signal } = this.#options;
    signal?.throwIfAborted();
    const group = await ProcessGroup.launch(plan, spec);
    const stop = (): void => void group.stop();
    signal?.addEventListener("abort", stop, { once: true });
    void group.ended.then(() => signal?.removeEventListener("abort", stop));
    if (signal?.aborted) stop();
    return group;
  }

  async #unlessAborted<Result>(result: Promise<Result>): Promise<Result> {
    try {
      return await result;
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      throw error;
    }
  }

  /** Ends the group in order, if there is one. */
  async end(): Promise<void> {
    await (await this.#group)?.end();
  }

  /** Ends the group at once, if there is one. */
  async stop(): Promise<void> {
    await (await this.#group?.catch(() => null))?.stop();
  }
}
