/** A target that is being added to a job, and how that ended. Pure. */
import type { Job } from "../../api/client.js";

/** What the page remembers of the request. */
export interface AskedTarget {
  target: string;
  /** When the job had ended before. */
  finishedAt: string | null;
  /** The number of its warnings before. */
  warnings: number;
}

export const askFor = (
  target: string,
  { finishedAt, warnings }: Pick<Job, "finishedAt" | "warnings">,
): AskedTarget => ({
  target,
  finishedAt,
  warnings: warnings.length,
});

/**
 * `lost`: nothing was translated, and the server took the target away; `stopped`: somebody cancelled it.
 *
 * A job as it was before the request is still `waiting`.
 */
export function outcomeOf(
  { target, finishedAt, warnings }: AskedTarget,
  job: Pick<Job, "status" | "targets" | "finishedAt" | "warnings">,
): "waiting" | "added" | "lost" | "stopped" {
  if (job.status !== "completed" || job.finishedAt === null || job.finishedAt === finishedAt) return "waiting";
  if (job.targets.includes(target)) return "added";
  return job.warnings.length > warnings ? "lost" : "stopped";
}
