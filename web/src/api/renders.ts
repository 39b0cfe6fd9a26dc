/** Videos with subtitles of one job: requested, and followed until they are ready. */
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, ask, send, type Render, type RenderStyle } from "./client.js";
import { isLive } from "./job-lists.js";
import { onLiveEvent } from "./live-events.js";
import { problemOf } from "./problem.js";
import { isActive, withRender } from "./render-list.js";

/** Poll intervals while a render is unfinished, in milliseconds: without events, and with them. */
const POLL = { alone: 1500, withEvents: 10_000 };

const rendersKey = (job: string) => ["job", job, "renders"] as const;

const rendersQuery = (job: string) =>
  queryOptions({
    queryKey: rendersKey(job),
    queryFn: async ({ signal }) =>
      (await ask(api.GET("/api/jobs/{id}/renders", { params: { path: { id: job } }, signal }))).renders,
    refetchInterval: ({ state }) =>
      state.data?.some(isActive) === true ? (isLive.get() ? POLL.withEvents : POLL.alone) : false,
  });

/** The job's renders, the oldest first, updated while they run. */
export function useRenders(job: string) {
  const queries = useQueryClient();
  useEffect(
    () =>
      onLiveEvent(({ type, data }) => {
        if (type === "sync") void queries.invalidateQueries({ queryKey: rendersKey(job) });
        if (type !== "render" || (data as Render).job !== job) return;
        queries.setQueryData<Render[]>(rendersKey(job), (renders) => renders && withRender(renders, data as Render));
      }),
    [queries, job],
  );
  return useQuery(rendersQuery(job));
}

export interface RenderOrder {
  lang: string;
  kind: Render["kind"];
  style: RenderStyle;
}

/** Gives the function that requests a render. The function rejects with an ApiProblem. */
export function useOrderRender(job: string): (order: RenderOrder) => Promise<Render> {
  const queries = useQueryClient();
  return async (body) => {
    const render = await ask(api.POST("/api/jobs/{id}/renders", { params: { path: { id: job } }, body }));
    queries.setQueryData<Render[]>(rendersKey(job), (renders) => renders && withRender(renders, render));
    // A list that is not in the cache yet is read now.
    void queries.invalidateQueries({ queryKey: rendersKey(job) });
    return render;
  };
}

/** The current version of a job's subtitles, by language; each save increments it. */
export function useSubtitleVersions(job: string, languages: readonly string[]): Readonly<Record<string, number>> {
  const queries = useQueryClient();
  const queryKey = ["job", job, "subtitle-versions", languages];
  useEffect(
    () =>
      onLiveEvent(({ type, data }) => {
        const isMine = type === "subtitles" && (data as { job: string }).job === job;
        if (isMine || type === "sync") void queries.invalidateQueries({ queryKey: ["job", job, "subtitle-versions"] });
      }),
    [queries, job],
  );
  const { data } = useQuery({
    queryKey,
    queryFn: async ({ signal }) =>
      Object.fromEntries(
        await Promise.all(languages.map(async (lang) => [lang, await readVersion(job, lang, signal)] as const)),
      ),
    // Without events, changes of other windows are noticed when this window gets the focus.
    refetchOnWindowFocus: "always",
  });
  return data ?? {};
}

async function readVersion(job: string, lang: string, signal: AbortSignal): Promise<number> {
  const response = await send(`/api/jobs/${job}/subtitles/${lang}.srt`, { method: "HEAD", cache: "no-cache", signal });
  if (!response.ok) throw problemOf(response.status, null);
  return Number(/\d+/.exec(response.headers.get("etag") ?? "")?.[0] ?? 0);
}
