/** How an event changes the pages of a list. Pure. */
import type { Job, JobPage } from "./client.js";

export type JobStatus = Job["status"];

/** The filter of a list. */
export interface JobFilter {
  /** Part of the file's name. */
  q: string;
  status: JobStatus | null;
}

/** Whether a list of this filter shows the job. */
export const isListed = (job: Job, { q, status }: JobFilter): boolean =>
  (status === null || job.status === status) && job.filename.toLowerCase().includes(q.toLowerCase());

/**
 * The pages after an update of a job: it is replaced in place, put first if it is new, or dropped if the filter no
 * longer matches. Pure.
 *
 * @returns the same pages if nothing changes
 */
export function withJob(pages: JobPage[], job: Job, filter: JobFilter): JobPage[] {
  const isShown = isListed(job, filter);
  const has = pages.some(({ jobs }) => jobs.some(({ id }) => id === job.id));
  if (has && isShown)
    return pages.map((page) =>
      page.jobs.some(({ id }) => id === job.id)
        ? { ...page, jobs: page.jobs.map((other) => (other.id === job.id ? job : other)) }
        : page,
    );
  if (has) return withoutJob(pages, job.id);
  if (!isShown) return pages;
  // A job that is older than the pages that were read comes with a later page.
  const [first, ...rest] = pages;
  const newest = first?.jobs[0];
  if (!first || (newest && newest.createdAt > job.createdAt)) return pages;
  return [{ ...first, jobs: [job, ...first.jobs] }, ...rest];
}

/** The pages without a job. Pure. */
export const withoutJob = (pages: JobPage[], id: string): JobPage[] =>
  pages.some(({ jobs }) => jobs.some((job) => job.id === id))
    ? pages.map((page) => ({ ...page, jobs: page.jobs.filter((job) => job.id !== id) }))
    : pages;
