/** One stream of events of all jobs for the whole page. It writes into the cache of the queries. */
import type { QueryClient } from "@tanstack/react-query";
import type { Job } from "./client.js";
import { openStream, type StreamEvent } from "./event-stream.js";
import { isLive, JOB_LISTS, noteJob, noteRemoved } from "./job-lists.js";

/** Called with each event, after the cache is updated. */
type Listener = (event: StreamEvent) => void;
const listeners = new Set<Listener>();

/** Subscribes to the events of all jobs, such as `subtitles` and `render`; returns the function that unsubscribes. */
export function onLiveEvent(listen: Listener): () => void {
  listeners.add(listen);
  return () => listeners.delete(listen);
}

/** Opens the stream; returns the function that closes it. Call it once, after the sign-in. */
export function startLive(queries: QueryClient): () => void {
  const close = openStream("/api/events", {
    hasEnd: false,
    onOpen: (isOpen) => isLive.set(isOpen),
    onEnd: () => isLive.set(false),
    onEvent: (event) => {
      if (event.type === "sync") void queries.invalidateQueries({ queryKey: JOB_LISTS });
      else if (event.type === "job") noteJob(queries, event.data as Job);
      else if (event.type === "removed") noteRemoved(queries, (event.data as { id: string }).id);
      for (const listen of [...listeners]) listen(event);
    },
  });
  return () => {
    close();
    isLive.set(false);
  };
}
