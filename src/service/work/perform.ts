/** Does the work of a job: in workers of the server, or in the process group. */
import type { KeptGroup } from "../../group/launcher/kept-group.js";
import { OwnCrew } from "../../pipeline/ranks/crew.js";
import { InProcessTransport } from "../../pipeline/ranks/in-process.js";
import { prepareJob, runJob, type Job, type JobSummary, type RunEvent } from "../../pipeline/job.js";
import type { Journal } from "../../pipeline/journal.js";
import { SECONDS_PER_ENGINE } from "../../pipeline/run-limits.js";

/** A job to perform. */
export interface Work {
  /** Names the job and its lease: another attempt has another id. */
  id: string;
  owner: string;
  /** Seconds of video. */
  duration: number;
  job: Job;
  journal: Journal;
  onEvent: (event: RunEvent) => void;
  signal: AbortSignal;
}

export type Perform = (work: Work) => Promise<JobSummary>;

const ENGINES_MOST = 2;

/** Runs a job in engines that this process starts for it. */
export const performLocally: Perform = async ({ duration, job, journal, onEvent, signal }) => {
  const engines = Math.max(1, Math.min(ENGINES_MOST, Math.ceil(duration / SECONDS_PER_ENGINE)));
  const transport = new InProcessTransport(engines);
  try {
    const prepared = await prepareJob(job, signal);
    return await runJob(prepared, new OwnCrew(transport), { journal, onEvent, signal });
  } finally {
    await transport.dispose();
  }
};

/** Runs a job in a process group, beside its other jobs. */
export function performInGroup(group: KeptGroup): Perform {
  return ({ id, owner, job, journal, onEvent, signal }) =>
    group.run({ id, caller: owner, job, journal, onEvent, signal });
}
