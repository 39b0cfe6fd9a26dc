/** Queries and actions of one job. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask, send, type Subtitles } from "./client.js";
import { jobKey } from "./job-lists.js";
import { problemOf } from "./problem.js";

export const oneJobQuery = (id: string) =>
  queryOptions({
    queryKey: jobKey(id),
    queryFn: ({ signal }) => ask(api.GET("/api/jobs/{id}", { params: { path: { id } }, signal })),
  });

async function readJson<T>(path: string, signal: AbortSignal): Promise<T> {
  const response = await send(path, { signal });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw problemOf(response.status, body);
  return body as T;
}

/** The segments of the video, in order. */
export const segmentsQuery = (id: string) =>
  queryOptions({
    queryKey: [...jobKey(id), "segments"],
    queryFn: ({ signal }) => ask(api.GET("/api/jobs/{id}/segments", { params: { path: { id } }, signal })),
  });

/** The cues of a language, for the overlay over the video. The editor has its own copy. */
export const shownSubtitlesQuery = (id: string, language: string) =>
  queryOptions({
    queryKey: [...jobKey(id), "shown-subtitles", language],
    queryFn: ({ signal }) => readJson<Subtitles>(`/api/jobs/${id}/subtitles/${language}.json`, signal),
  });

/** The state of the copy of the video that browsers can play. */
export type PreviewState = { state: "ready" } | { state: "making"; progress: number };

export const previewQuery = (id: string) =>
  queryOptions({
    queryKey: [...jobKey(id), "preview"],
    queryFn: async ({ signal }): Promise<PreviewState> => {
      // One byte is enough to learn whether the copy exists. HEAD does not report progress.
      const response = await send(`/api/jobs/${id}/preview`, { headers: { Range: "bytes=0-0" }, signal });
      if (response.status === 202) return (await response.json()) as PreviewState;
      if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
      await response.body?.cancel();
      return { state: "ready" };
    },
    refetchInterval: ({ state }) => (state.data?.state === "making" ? 1000 : false),
    staleTime: 60_000,
  });

export const cancelJob = (id: string) => ask(api.POST("/api/jobs/{id}/cancel", { params: { path: { id } } }));

export const retryJob = (id: string) => ask(api.POST("/api/jobs/{id}/retry", { params: { path: { id } } }));

/** Adds a target to a completed job: its subtitles are translated, and nothing is recognized again. */
export const addTarget = (id: string, added: { target: string; translator?: string }) =>
  ask(api.POST("/api/jobs/{id}/targets", { params: { path: { id } }, body: added }));
