/** The two ways to do a job: with a server's own workers, or in the process group. */
import type { GroupKeeper } from "../../group/launcher/group-keeper.js";
import type { JobEvent } from "../../pipeline/job-events.js";
import { prepareJob, specOf, subtitle, type Job, type JobResult } from "../../pipeline/job.js";
import type { Journal } from "../../pipeline/journal.js";
import { enginesFor, InProcessTransport } from "../../pipeline/ranks/in-process-transport.js";
import { RankPool } from "../../pipeline/ranks/rank-pool.js";

/** A leased job. */
export interface Work {
  /** Of this lease: an attempt of the same job later has another. */
  id: string;
  owner: string;
  /** Seconds of video. */
  duration: number;
  job: Job;
  journal: Journal;
  onEvent: (event: JobEvent) => void;
  signal: AbortSignal;
}

export type Perform = (work: Work) => Promise<JobResult>;

/** Engines of one job in a server's process. */
const ENGINES_MOST = 2;

/** Does a job with engines of its own in this process. */
export const performLocally: Perform = async ({ owner, duration, job, journal, onEvent, signal }) => {
  const transport = new InProcessTransport(enginesFor(duration, ENGINES_MOST));
  try {
    const prepared = await prepareJob(job, signal);
    const pool = new RankPool(transport, specOf(job));
    const result = await subtitle(prepared, pool.job(owner), { journal, onEvent, signal });
    await pool.close();
    return result;
  } finally {
    await transport.dispose();
  }
};

/** Does a job in the group, beside its other jobs. */
export function performInGroup(group: GroupKeeper): Perform {
  return ({ id, owner, job, journal, onEvent, signal }) =>
    group.run({ id, caller: owner, job, journal, onEvent, signal });
}
