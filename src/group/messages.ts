/** What the program that launched mpirun and rank 0 say to each other: the job on rank 0's standard input, events on its standard output, a JSON object a line. */
import type { ExitCode } from "../errors.js";
import type { Job, JobSummary, RunEvent } from "../pipeline/job.js";

/** Tells our lines from whatever else a library prints to standard output. */
const MARK = "\u001esister ";

export type RankMessage =
  /** Said every second, so that silence means something. */
  | { type: "alive" }
  | { type: "event"; event: RunEvent }
  | { type: "summary"; summary: JobSummary }
  | { type: "error"; message: string; exitCode: ExitCode };

/** The line that launches the job. */
export function formatJob(job: Job): string {
  return `${JSON.stringify(job)}\n`;
}

export function parseJob(line: string): Job {
  return JSON.parse(line) as Job;
}

export function formatMessage(message: RankMessage): string {
  return `${MARK}${JSON.stringify(message)}\n`;
}

/** The message of a line; null where the line is none of ours. */
export function parseMessage(line: string): RankMessage | null {
  const at = line.indexOf(MARK);
  if (at < 0) return null;
  try {
    return JSON.parse(line.slice(at + MARK.length)) as RankMessage;
  } catch {
    return null;
  }
}
