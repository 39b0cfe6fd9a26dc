/** The events of a job, in order: the source of its event stream. */
import { maybeOne, type Queryable } from "../../database/database.js";

export type EventType = "progress" | "cue" | "status" | "render" | "segment" | "subtitles" | "warning";

export interface NewEvent {
  type: EventType;
  data: unknown;
}

export interface JobEventRecord extends NewEvent {
  /** From 1, without gaps. It is the id in the event stream. */
  number: number;
}

/** Channel that announces changes of jobs: a `JobChange` as JSON. */
export const EVENT_CHANNEL = "sister_events";

/** Types of events that change what a list of jobs shows. */
export const LISTED_EVENTS: readonly EventType[] = ["progress", "status", "render", "subtitles"];

export interface JobChange {
  job: string;
  owner: string;
  /** Number of the event before the first new one. */
  after: number;
  /** Whether a list of jobs shows something else now. Cues and segments do not change it. */
  listed: boolean;
  removed?: boolean;
}

/** Announces a change. Listeners receive it when the transaction commits. */
export async function announce(on: Queryable, change: JobChange): Promise<void> {
  await on.query("SELECT pg_notify($1, $2)", [EVENT_CHANNEL, JSON.stringify(change)]);
}

/**
 * Adds events in this order, with the next numbers of the job. The job's row is locked until the transaction ends, so
 * numbers become visible in order. If the job is gone, nothing is added.
 */
export async function appendEvents(on: Queryable, job: string, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const numbered = await maybeOne<{ owner: string; after: number }>(
    on,
    `WITH numbered AS (
       UPDATE jobs SET last_event = last_event + $2 WHERE id = $1 RETURNING owner, last_event - $2 AS after
     ), added AS (
       INSERT INTO events (job, number, type, data)
       SELECT $1, after + place, event ->> 'type', event -> 'data'
       FROM numbered, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS new (event, place)
     )
     SELECT owner, after FROM numbered`,
    [job, events.length, JSON.stringify(events)],
  );
  if (!numbered) return;
  await announce(on, { job, ...numbered, listed: events.some(({ type }) => LISTED_EVENTS.includes(type)) });
}

/** Adds one event; see `appendEvents`. */
export function appendEvent(on: Queryable, job: string, type: EventType, data: unknown): Promise<void> {
  return appendEvents(on, job, [{ type, data }]);
}

/** The events of a job after a number, in order, at most `limit`. */
export async function eventsAfter(on: Queryable, job: string, after: number, limit = 500): Promise<JobEventRecord[]> {
  const { rows } = await on.query<JobEventRecord>(
    "SELECT number, type, data FROM events WHERE job = $1 AND number > $2 ORDER BY number LIMIT $3",
    [job, after, limit],
  );
  return rows;
}

/** The events of several jobs that change a list of jobs, in order for each job. */
export async function listedEventsAfter(
  on: Queryable,
  wanted: readonly { job: string; after: number }[],
): Promise<(JobEventRecord & { job: string })[]> {
  const { rows } = await on.query<JobEventRecord & { job: string }>(
    `SELECT events.job, number, type, data
     FROM events JOIN unnest($1::uuid[], $2::bigint[]) AS wanted (job, after) ON events.job = wanted.job AND number > after
     WHERE type = ANY($3) ORDER BY events.job, number`,
    [wanted.map(({ job }) => job), wanted.map(({ after }) => after), LISTED_EVENTS],
  );
  return rows;
}
