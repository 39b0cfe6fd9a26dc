/** Those who do the work of a job: a server's own workers, or the process group. */
import type { KeptGroup } from "../../group/launcher/kept-group.js";
import { OwnCrew } from "../../pipeline/ranks/crew.js";
import { InProcessTransport } from "../../pipeline/ranks/in-process.js";
import { prepareJob, runJob, type Job, type JobSummary, type RunEvent } from "../../pipeline/job.js";
import type { Journal } from "../../pipeline/journal.js";

/** A job as those who do it get it. */
export interface Work {
  /** Of this lease: a job that is tried again has another. */
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

/** Seconds of audio for which one more engine is worth its start. */
const SECONDS_PER_ENGINE = 15;
const ENGINES_MOST = 2;

/** In engines of this process's own, one job at a time each. */
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

/** In a group that stays, beside its other jobs. */
export function performInGroup(group: KeptGroup): Perform {
  return ({ id, owner, job, journal, onEvent, signal }) =>
    group.run({ id, caller: owner, job, journal, onEvent, signal });
}
