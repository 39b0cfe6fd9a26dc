/** The resources that a process has used, as reported by Linux. */
import { readFileSync } from "node:fs";

/** Linux counts processor time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, in seconds; NaN if the system does not report it. */
export function processorSeconds(pid: number | null): number {
  try {
    // These are the fields after the name, which is in parentheses and may contain spaces. utime and stime are the 12th
    // and 13th of them.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Peak memory of a process, in MB; NaN if the system does not report it. */
export function peakMemory(pid: number | null): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
