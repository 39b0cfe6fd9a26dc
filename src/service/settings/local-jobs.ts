/** How many videos a server works on at once in engines of its own. */
import { availableParallelism, totalmem } from "node:os";

/**
 * Memory of the host for each of them: one takes 0.85 GB (two engines, measured in containers), and in a cluster of one machine three servers and
 * three ranks share it.
 */
const BYTES_PER_JOB = 4e9;

/**
 * One for each core, as far as the memory allows it, and at least one.
 *
 * @example
 * localJobs({ cores: 16, bytes: 16e9 }); // 4
 */
export function localJobs({ cores, bytes } = thisHost()): number {
  return Math.max(1, Math.min(cores, Math.floor(bytes / BYTES_PER_JOB)));
}

/** A limit of the container counts as its memory; without one Node.js gives 0 or a number beyond all memory. */
function thisHost(): { cores: number; bytes: number } {
  const limit = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), bytes: Math.min(totalmem(), limit) };
}
