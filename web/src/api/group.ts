/** The whole installation, for operators. */
import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "./client.js";
import type { components } from "./schema.js";

export type GroupState = components["schemas"]["GroupState"];
export type CacheState = components["schemas"]["CacheState"];

/** Interval of the polls while the page is visible, in milliseconds. */
const LOOK_EVERY = 2000;

export const groupQuery = queryOptions({
  queryKey: ["group"],
  queryFn: ({ signal }) => ask(api.GET("/api/group", { signal })),
  refetchInterval: LOOK_EVERY,
  retry: false,
});

export const cacheQuery = queryOptions({
  queryKey: ["cache"],
  queryFn: ({ signal }) => ask(api.GET("/api/cache", { signal })),
  refetchInterval: LOOK_EVERY,
  retry: false,
});

export const clearCache = () => ask(api.DELETE("/api/cache"));
