/** How much of the machine a child may have, and how long it may do nothing. */
import { availableParallelism, totalmem } from "node:os";

export interface Bounds {
  /** Resident memory with all descendants, in bytes; Infinity: no bound. */
  bytes: number;
  /** Seconds that it may take. Time in which it waits for Sister to read what it wrote does not count. Infinity: no bound. */
  seconds: number;
  /** Seconds of processor time without output and without `Child.progressed`; Infinity: no bound. */
  cpuSeconds: number;
  /** Seconds in which it may neither compute nor write while there is work for it; Infinity: it waits for requests. */
  standstillSeconds: number;
}

/** A disk that wakes up, or a network's file system that reconnects, takes less. */
export const STANDSTILL_SECONDS = 60;
/** A stopped program is no slow one. As ranks it has to be noticed within 30 s. */
export const STOPPED_SECONDS = 10;

/** No bound but that it must not stand still. */
export const UNBOUNDED: Bounds = {
  bytes: Infinity,
  seconds: Infinity,
  cpuSeconds: Infinity,
  standstillSeconds: Infinity,
};

/** Memory of this machine in bytes; a container's limit counts as its memory. */
export function machineBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}

/**
 * Memory for one program: as much as its work needs, but never so much that the machine's other programs have none.
 *
 * @example
 * memoryBound(2 ** 30); // 1 GiB, on a machine with over 1.4 GiB
 */
export function memoryBound(bytes: number): number {
  return Math.min(bytes, 0.75 * machineBytes());
}

/** Processor time in which a program must come further. On many cores that is a moment, so each core gives it more. */
export function cpuBound(): number {
  return 120 + 10 * availableParallelism();
}
