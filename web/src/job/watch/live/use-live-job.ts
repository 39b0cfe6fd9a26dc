/** The live state of a job: read once, then updated by its event stream. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useReducer, useRef, useState } from "react";
import type { Job } from "../../../api/client.js";
import { openStream } from "../../../api/event-stream.js";
import { segmentsQuery } from "../../../api/job-query.js";
import { afterEvents, isOver, liveJobOf, withSegments, type JobEvent, type LiveJob, type Segment } from "./live-job.js";

/** Events within this time, in milliseconds, are rendered together. The first batch holds all past events. */
const GATHER = 60;
const GATHER_MOST = 250;
/** A batch of at least this many events is from the past, and says nothing about the speed. */
const MANY = 200;

type Action = { events: readonly JobEvent[]; at: number } | { segments: readonly Segment[] };

function reduce(live: LiveJob, action: Action): LiveJob {
  if ("events" in action) {
    const { events, at } = action;
    const isPast = events.length >= MANY && live.pace.samples.length === 0;
    return afterEvents(live, events, isPast ? null : at);
  }
  // While the stream is connected, events are newer than a list that was read before.
  return live.lastEvent === 0 || isOver(live.status) ? withSegments(live, action.segments) : live;
}

export interface WatchedJob {
  job: Job;
  live: LiveJob;
  /** Whether the stream is connected; false while the server is away. */
  isConnected: boolean;
  /** The server no longer has the job. */
  isGone: boolean;
}

/** @param job from the query; a component must always use the same job */
export function useLiveJob(job: Job): WatchedJob {
  const { id } = job;
  const queries = useQueryClient();
  const { data: listed } = useQuery(segmentsQuery(id));
  const [live, dispatch] = useReducer(reduce, job, (first) => liveJobOf(first));
  const [isConnected, setIsConnected] = useState(true);
  const [isGone, setIsGone] = useState(false);
  const lastEvent = useRef(0);
  const isActive = !isOver(job.status);
  const isCompleted = job.status === "completed";

  useEffect(() => {
    if (listed) dispatch({ segments: listed });
  }, [listed]);

  useEffect(() => {
    // A completed job that was not watched needs no events: its subtitles hold everything.
    if (isCompleted && lastEvent.current === 0) return undefined;
    let gathered: JobEvent[] = [];
    let due = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasEnded = !isActive;
    const flush = (): void => {
      clearTimeout(timer);
      timer = undefined;
      const events = gathered;
      gathered = [];
      const last = events.at(-1);
      if (!last) return;
      lastEvent.current = last.id;
      dispatch({ events, at: Date.now() });
      // The job and its subtitles must be read again.
      if (events.some(({ type }) => type === "status")) void queries.invalidateQueries({ queryKey: ["job", id] });
    };
    const close = openStream(`/api/jobs/${id}/events`, {
      hasEnd: () => hasEnded,
      ...(lastEvent.current > 0 ? { after: String(lastEvent.current) } : {}),
      onOpen: setIsConnected,
      onEvent: ({ id: number, type, data }) => {
        if (number === undefined) return;
        if (type === "status") hasEnded = isOver((data as Job).status);
        gathered.push({ id: Number(number), type, data });
        const now = Date.now();
        if (timer === undefined) due = now + GATHER_MOST;
        clearTimeout(timer);
        timer = setTimeout(flush, Math.min(GATHER, Math.max(0, due - now)));
      },
      onEnd: (problem) => {
        flush();
        if (problem?.status === 404) setIsGone(true);
      },
    });
    return () => {
      close();
      flush();
    };
  }, [id, isActive, isCompleted, queries]);

  return { job: merged(job, live), live, isConnected, isGone };
}

/**
 * Prefers the state from events to the state that was read, except for an end: it is read after its event. Until then
 * the end may be an old one, of a job that was queued again to be repeated or for another target.
 */
function merged(job: Job, { lastEvent, status, progress, counts }: LiveJob): Job {
  if (lastEvent === 0 || isOver(job.status)) return job;
  if (isOver(status)) return { ...job, progress: Math.max(job.progress, progress), segments: counts };
  return { ...job, status, progress, segments: counts };
}
