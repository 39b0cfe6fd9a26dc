/** The segments of a job: where each is in the video, its state, and which rank works on it. */
import type { Queryable } from "../../database/database.js";
import { appendEvents } from "./events.js";

export type SegmentState = "waiting" | "running" | "done" | "failed";

export interface SegmentRecord {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  end: number;
  state: SegmentState;
  /** Which rank works on it, or did; null while it waits, and if no rank had to. */
  rank: number | null;
  host: string | null;
  /** Tries that began. */
  attempts: number;
}

const COLUMNS = `index, start_seconds AS start, end_seconds AS "end", status AS state, rank, host, attempts`;

/** In the order of the video. */
export async function listSegments(on: Queryable, job: string): Promise<SegmentRecord[]> {
  const { rows } = await on.query<SegmentRecord>(
    `SELECT ${COLUMNS} FROM segments WHERE job = $1 ORDER BY segments.index`,
    [job],
  );
  return rows;
}

/** Writes states; each is also to be an event of the job, which the caller appends. */
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
 * What nobody works on any more waits again: segments that ran. `failed`: those that failed too, because the job is tried again. Part of the
 * transaction that ends or begins a lease.
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

/** Removes segments that an earlier run had and the last one did not: another engine cuts in other places. */
export async function trimSegments(on: Queryable, job: string, total: number): Promise<void> {
  await on.query("DELETE FROM segments WHERE job = $1 AND index >= $2", [job, total]);
}
