/** Work inside a process group that mpirun started: rank 0 does it, the other ranks follow. */
import { init } from "../../mpi/index.js";
import { followGroup, MpiTransport } from "./mpi-transport.js";

/** Whether mpirun (or a launcher with its protocol) started this process. */
export function isInsideMpirun(env: NodeJS.ProcessEnv = process.env): boolean {
  return env["OMPI_COMM_WORLD_SIZE"] !== undefined || env["PMI_SIZE"] !== undefined || env["PMIX_RANK"] !== undefined;
}

/** The rank that the launcher gave this process; known before MPI is initialized. */
export function rankOf(env: NodeJS.ProcessEnv): number {
  return Number(env["OMPI_COMM_WORLD_RANK"] ?? env["PMIX_RANK"] ?? env["PMI_RANK"] ?? 0);
}

/**
 * Called on every rank. Rank 0 does the work and resolves with its result; the other ranks resolve with null when rank
 * 0 is done.
 *
 * If the work fails before ranks have engines, it rejects on rank 0 and releases the other ranks. If it fails later,
 * the other ranks are still at work: the caller has to end the process with a status other than 0, and mpirun ends the
 * group.
 *
 * @example
 * const summary = await runInGroup((transport) => runInPool(transport, specOf(job), (runner) => …));
 */
export async function runInGroup<Result>(work: (transport: MpiTransport) => Promise<Result>): Promise<Result | null> {
  const world = init();
  if (world.rank !== 0) {
    await followGroup(world);
    return null;
  }
  const transport = new MpiTransport(world);
  try {
    const result = await work(transport);
    await transport.end();
    return result;
  } catch (error) {
    if (transport.isIdle) await transport.end();
    throw error;
  }
}
