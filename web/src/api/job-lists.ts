/** Lists of jobs: read page by page, and kept true by the events of `live.ts`. */
import { infiniteQueryOptions, queryOptions, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { api, ask, type Job, type JobPage } from "./client.js";
import { createStore } from "../stores/store.js";

/** Whether events of jobs come at the moment. */
export const isLive = createStore(false);

export type JobStatus = Job["status"];

/** What a list shows. */
export interface JobFilter {
  /** Part of the file's name. */
  q: string;
  status: JobStatus | null;
}

/** All keys of lists begin with it. */
export const JOB_LISTS = ["jobs"] as const;

const PAGE = 30;
/** While no events come, a list with something in progress is read again. In milliseconds. */
const POLL = 4000;

const isActive = ({ status }: Job): boolean => status === "queued" || status === "running";

type Pages = InfiniteData<JobPage, string | null>;

/** A list, page by page. */
export const jobListQuery = ({ q, status }: JobFilter, limit = PAGE) =>
  infiniteQueryOptions({
    queryKey: [...JOB_LISTS, { q, status, limit }],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam, signal }) =>
      ask(
        api.GET("/api/jobs", {
          params: {
            query: {
              limit,
              ...(pageParam === null ? {} : { cursor: pageParam }),
              ...(status === null ? {} : { status }),
              ...(q === "" ? {} : { q }),
            },
          },
          signal,
        }),
      ),
    getNextPageParam: (page: JobPage) => page.next,
    refetchInterval: ({ state }) =>
      !isLive.get() && state.data?.pages.some(({ jobs }) => jobs.some(isActive)) === true ? POLL : false,
  });

/** Key of one job. */
export const jobKey = (id: string) => ["job", id] as const;

/** One job. */
export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: jobKey(id),
    queryFn: ({ signal }) => ask(api.GET("/api/jobs/{id}", { params: { path: { id } }, signal })),
  });

/** Languages that this server can do. */
export const languagesQuery = queryOptions({
  queryKey: ["languages"],
  queryFn: ({ signal }) => ask(api.GET("/api/languages", { signal })),
  staleTime: 300_000,
});

/** Whether a list of this filter shows the job. */
export const isListed = (job: Job, { q, status }: JobFilter): boolean =>
  (status === null || job.status === status) && job.filename.toLowerCase().includes(q.toLowerCase());

/**
 * The pages with a job as it is now: replaced where it is, put before the others if it is new, left out if the filter no longer shows it. Pure.
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
  // A job that is older than what was read so far comes with a later page.
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

/** Changes every list that was read. */
export function changeLists(queries: QueryClient, change: (pages: JobPage[], filter: JobFilter) => JobPage[]): void {
  for (const query of queries.getQueryCache().findAll({ queryKey: JOB_LISTS })) {
    const filter = query.queryKey[1] as JobFilter | undefined;
    if (!filter) continue;
    queries.setQueryData<Pages>(query.queryKey, (data) => {
      if (!data) return data;
      const pages = change(data.pages, filter);
      return pages === data.pages ? data : { ...data, pages };
    });
  }
}

/** Writes a job, as the server has just sent it, wherever it is shown. */
export function noteJob(queries: QueryClient, job: Job): void {
  queries.setQueryData(jobKey(job.id), job);
  changeLists(queries, (pages, filter) => withJob(pages, job, filter));
}

/** Removes a job from wherever it is shown. */
export function noteRemoved(queries: QueryClient, id: string): void {
  queries.removeQueries({ queryKey: jobKey(id) });
  changeLists(queries, (pages) => withoutJob(pages, id));
}
