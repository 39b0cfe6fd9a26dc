/** Lists of jobs: read page by page, and kept up to date by the events of `live-events.ts`. */
import { infiniteQueryOptions, queryOptions, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { api, ask, type Job, type JobPage } from "./client.js";
import { withJob, withoutJob, type JobFilter } from "./job-pages.js";
import { createStore } from "../stores/store.js";

/** Whether the stream of job events is connected. */
export const isLive = createStore(false);

export type { JobFilter, JobStatus } from "./job-pages.js";

/** The first part of the keys of all lists. */
export const JOB_LISTS = ["jobs"] as const;

const PAGE = 30;
/** Without events, a list with unfinished jobs is polled at this interval, in milliseconds. */
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

/** The languages that this server supports. */
export const languagesQuery = queryOptions({
  queryKey: ["languages"],
  queryFn: ({ signal }) => ask(api.GET("/api/languages", { signal })),
  staleTime: 300_000,
});

/** Changes every list in the cache. */
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

/** Updates a job everywhere in the cache, from the server's latest answer. */
export function noteJob(queries: QueryClient, job: Job): void {
  queries.setQueryData(jobKey(job.id), job);
  changeLists(queries, (pages, filter) => withJob(pages, job, filter));
}

/** Removes a job everywhere from the cache. */
export function noteRemoved(queries: QueryClient, id: string): void {
  queries.removeQueries({ queryKey: jobKey(id) });
  changeLists(queries, (pages) => withoutJob(pages, id));
}
