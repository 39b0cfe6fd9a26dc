/** Limits of a child process: memory, time, processor time, and how long it may do nothing. */
import { availableParallelism, totalmem } from "node:os";

export interface Bounds {
  /** Resident memory of the child and its descendants, in bytes. Infinity: no limit. */
  bytes: number;
  /**
   * Seconds that it may run. Time in which it waits for Sister to read its output does not count. Infinity: no limit.
   */
  seconds: number;
  /** Seconds of processor time without output and without `Child.progressed`. Infinity: no limit. */
  cpuSeconds: number;
  /** Seconds in which it neither computes nor writes although it has work. Infinity: it waits for requests. */
  standstillSeconds: number;
}

/** A disk that spins up and a network file system that reconnects take less. */
export const STANDSTILL_SECONDS = 60;
/** A stopped program is not a slow one. Other ranks must notice it within 30 s. */
export const STOPPED_SECONDS = 10;

/** No limits. */
export const UNBOUNDED: Bounds = {
  bytes: Infinity,
  seconds: Infinity,
  cpuSeconds: Infinity,
  standstillSeconds: Infinity,
};

/** Memory of this machine in bytes. Inside a container, its memory limit counts. */
export function machineBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/**
 * The memory limit of one program: what its work needs, but at most three quarters of the machine's memory.
 *
 * @example
 * memoryBound(2 ** 30); // 1 GiB, on a machine with over 1.4 GiB
 */
export function memoryBound(bytes: number): number {
  return Math.min(bytes, 0.75 * machineBytes());
}

/** Processor time in which a program must make progress. Many cores use it up quickly, so each core adds to it. */
export function cpuBound(): number {
  return 120 + 10 * availableParallelism();
}
