/** How many jobs a server does at once in its own engines. */
import { availableParallelism, totalmem } from "node:os";

/**
 * Memory of the host for each job. A job takes 0.85 GB (two engines, measured in containers), and in a cluster on one
 * machine three servers and three ranks share the memory.
 */
const BYTES_PER_JOB = 4e9;

/**
 * One job for each core, as far as the memory allows, and at least one.
 *
 * @example
 * localJobs({ cores: 16, bytes: 16e9 }); // 4
 */
export function localJobs({ cores, bytes } = thisHost()): number {
  return Math.max(1, Math.min(cores, Math.floor(bytes / BYTES_PER_JOB)));
}

/** The limit of a container counts as its memory. Without a limit, Node.js returns 0 or a number beyond all memory. */
function thisHost(): { cores: number; bytes: number } {
  const limit = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), bytes: Math.min(totalmem(), limit) };
}
