/** Lists of jobs: read page by page, and kept true by the events of `installation.ts`. */
import { infiniteQueryOptions, queryOptions, type InfiniteData, type QueryClient } from "@tanstack/react-query";
import { api, ask, type Job, type JobPage } from "./client.js";
import { withJob, withoutJob, type JobFilter } from "./job-pages.js";
import { createStore } from "../stores/store.js";

/** Whether events of jobs come at the moment. */
export const isLive = createStore(false);

export type { JobFilter, JobStatus } from "./job-pages.js";

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

/** Languages that this server can do. */
export const languagesQuery = queryOptions({
  queryKey: ["languages"],
  queryFn: ({ signal }) => ask(api.GET("/api/languages", { signal })),
  staleTime: 300_000,
});

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
