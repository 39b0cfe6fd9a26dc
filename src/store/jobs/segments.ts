/** The segments of a job: the place of each in the video, its state, and the rank that works on it. */
import type { Queryable } from "../../database/database.js";
import { appendEvents } from "./events.js";

export type SegmentState = "waiting" | "running" | "done" | "failed";

export interface SegmentRecord {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  end: number;
  state: SegmentState;
  /** The rank that works on it, or did. Null while it waits, and if its words were known before. */
  rank: number | null;
  host: string | null;
  /** Attempts that began. */
  attempts: number;
}

const COLUMNS = `index, start_seconds AS start, end_seconds AS "end", status AS state, rank, host, attempts`;

/** The segments of a job in the order of the video. */
export async function listSegments(on: Queryable, job: string): Promise<SegmentRecord[]> {
  const { rows } = await on.query<SegmentRecord>(
    `SELECT ${COLUMNS} FROM segments WHERE job = $1 ORDER BY segments.index`,
    [job],
  );
  return rows;
}

/** Writes the states of segments. The caller also appends an event for each. */
export async function putSegments(on: Queryable, job: string, segments: readonly SegmentRecord[]): Promise<void> {
  if (segments.length === 0) return;
  await on.query(
    `INSERT INTO segments (job, index, start_seconds, end_seconds, status, rank, host, attempts)
     SELECT $1, * FROM jsonb_to_recordset($2::jsonb)
       AS new (index integer, start float8, "end" float8, state text, rank integer, host text, attempts integer)
     ON CONFLICT (job, index) DO UPDATE SET start_seconds = excluded.start_seconds, end_seconds = excluded.end_seconds,
       status = excluded.status, rank = excluded.rank, host = excluded.host, attempts = excluded.attempts, changed_at = now()`,
    [job, JSON.stringify(segments)],
  );
}

/**
 * Sets running segments back to waiting, in the transaction that begins or ends a lease. It also appends their events.
 *
 * @param failed whether failed segments wait again too, because a person has the job tried again
 */
export async function returnSegments(on: Queryable, job: string, { failed = false } = {}): Promise<void> {
  const { rows } = await on.query<SegmentRecord>(
    `UPDATE segments SET status = 'waiting', rank = NULL, host = NULL, changed_at = now()
     WHERE job = $1 AND (status = 'running' OR status = 'failed' AND $2) RETURNING ${COLUMNS}`,
    [job, failed],
  );
  rows.sort((a, b) => a.index - b.index);
  await appendEvents(
    on,
    job,
    rows.map((data) => ({ type: "segment", data })),
  );
}

/** Deletes segments that an earlier run had and the last one did not: another engine cuts the sound in other places. */
export async function trimSegments(on: Queryable, job: string, total: number): Promise<void> {
  await on.query("DELETE FROM segments WHERE job = $1 AND index >= $2", [job, total]);
}
