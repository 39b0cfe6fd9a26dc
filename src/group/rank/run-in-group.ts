/** One job inside a process group that mpirun started: rank 0 does it, the others follow. */
import { init } from "../../mpi/index.js";
import { OwnCrew } from "../../pipeline/ranks/crew.js";
import { FolderJournal, journalFolder } from "../../pipeline/journal.js";
import { prepareJob, runJob, specOf, type Job, type JobSummary, type RunEvent } from "../../pipeline/job.js";
import { runJobList, type JobListOptions } from "../../pipeline/job-list.js";
import { SharedRanks } from "../../pipeline/ranks/shared-ranks.js";
import { followGroup, MpiTransport } from "./mpi-transport.js";

/** Whether mpirun (or a launcher that speaks its protocol) started this process. */
export function isInsideMpirun(env: NodeJS.ProcessEnv = process.env): boolean {
  return env["OMPI_COMM_WORLD_SIZE"] !== undefined || env["PMI_SIZE"] !== undefined || env["PMIX_RANK"] !== undefined;
}

/** The rank that the launcher gave this process; known before MPI is. */
export function rankOf(env: NodeJS.ProcessEnv): number {
  return Number(env["OMPI_COMM_WORLD_RANK"] ?? env["PMIX_RANK"] ?? env["PMI_RANK"] ?? 0);
}

export interface GroupRunOptions {
  onEvent?: (event: RunEvent) => void;
  signal?: AbortSignal;
}

/**
 * Called on every rank. Rank 0 asks `job` for what to do and resolves with the summary; the other ranks resolve with null when rank 0
 * is done. A job that cannot begin (a wrong file, an engine that does not load) rejects on rank 0 and releases the others; one
 * that fails half-way rejects on rank 0 with the others still at work, so the caller has to end the process with a status other than 0.
 */
export async function runInGroup(job: () => Promise<Job>, options: GroupRunOptions = {}): Promise<JobSummary | null> {
  const world = init();
  if (world.rank !== 0) {
    await followGroup(world);
    return null;
  }
  const transport = new MpiTransport(world);
  try {
    const prepared = await prepareJob(await job(), options.signal);
    const journal = await FolderJournal.open(journalFolder());
    void journal.prune();
    const summary = await runJob(prepared, new OwnCrew(transport), { journal, ...options });
    await transport.end();
    return summary;
  } catch (error) {
    if (transport.isIdle) await transport.end();
    throw error;
  }
}

/**
 * As `runInGroup`, for several jobs that differ in their files alone: one after another, with engines that stay loaded. What comes of each goes to
 * `onOutcome`, and none rejects. Rejects on rank 0 where the group itself fails.
 */
export async function runListInGroup(jobs: () => Promise<readonly Job[]>, options: JobListOptions): Promise<void> {
  const world = init();
  if (world.rank !== 0) return followGroup(world);
  const transport = new MpiTransport(world);
  try {
    const list = await jobs();
    const [first] = list;
    if (first) {
      const ranks = await SharedRanks.open(transport, specOf(first));
      const journal = await FolderJournal.open(journalFolder());
      void journal.prune();
      await Promise.race([runJobList(list, ranks, { journal, ...options }), ranks.failure]);
      await ranks.close();
    }
    await transport.end();
  } catch (error) {
    if (transport.isIdle) await transport.end();
    throw error;
  }
}
