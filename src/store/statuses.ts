/**
 * The statuses of jobs and renders, the only list of each. SQL, the API's schemas, metrics and routes are made of it:
 * a new status is a line here, a migration with the new check, and the code that sets it.
 */

/** A status of a job or a render that is not over: it waits, or somebody works on it. */
export const UNFINISHED_STATUSES = ["queued", "running"] as const;

export const JOB_STATUSES = [...UNFINISHED_STATUSES, "completed", "failed", "cancelled"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const RENDER_STATUSES = [...UNFINISHED_STATUSES, "completed", "failed"] as const;
export type RenderStatus = (typeof RENDER_STATUSES)[number];

/** Jobs with these statuses may be tried again. */
export const RETRIED_STATUSES = ["failed", "cancelled"] as const satisfies readonly JobStatus[];

/** Whether a job or a render is over: nobody works on it any more, and it does not wait. */
export function isEnded(status: JobStatus | RenderStatus): boolean {
  return !(UNFINISHED_STATUSES as readonly string[]).includes(status);
}

/** Statuses as a list for SQL: `('queued', 'running')`. They are constants, so nothing of a caller is in it. */
export function sqlList(statuses: readonly (JobStatus | RenderStatus)[]): string {
  return `(${statuses.map((status) => `'${status}'`).join(", ")})`;
}

/** For `status ${IS_UNFINISHED}`: the row waits, or somebody works on it. */
export const IS_UNFINISHED = `IN ${sqlList(UNFINISHED_STATUSES)}`;
/** For `status ${IS_ENDED}`: the row is over. */
export const IS_ENDED = `NOT ${IS_UNFINISHED}`;
