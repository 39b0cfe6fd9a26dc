/** What happened to a job, in order: the source of its event stream. */
import type { Queryable } from "./database.js";

export type EventType = "progress" | "cue" | "status" | "render";

export interface JobEventRecord {
  /** From 1, without a gap: the event stream's id. */
  number: number;
  type: EventType;
  data: unknown;
}

/** Channel on which a job's id is said when it has a new event. */
export const EVENT_CHANNEL = "sister_events";

/** Adds an event; its number is the job's next. The job's row is locked until the transaction ends, so numbers become visible in their order. */
export async function appendEvent(on: Queryable, job: string, type: EventType, data: unknown): Promise<void> {
  await on.query(
    `WITH numbered AS (UPDATE jobs SET last_event = last_event + 1 WHERE id = $1 RETURNING last_event)
     INSERT INTO events (job, number, type, data) SELECT $1, last_event, $2, $3 FROM numbered`,
    [job, type, JSON.stringify(data)],
  );
  await on.query("SELECT pg_notify($1, $2)", [EVENT_CHANNEL, job]);
}

/** The events of a job after a number, in order, at most `limit`. */
export async function eventsAfter(on: Queryable, job: string, after: number, limit = 500): Promise<JobEventRecord[]> {
  const { rows } = await on.query<JobEventRecord>(
    "SELECT number, type, data FROM events WHERE job = $1 AND number > $2 ORDER BY number LIMIT $3",
    [job, after, limit],
  );
  return rows;
}
