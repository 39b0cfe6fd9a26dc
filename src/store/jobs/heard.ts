/** Results of recognition that are used again for the same samples. They have no owner. */
import { maybeOne, one, type Queryable } from "../../database/database.js";

/** The words that were recognized in a segment, by its key. Null if it was not recognized before. */
export async function findHeard(on: Queryable, key: string): Promise<unknown> {
  const row = await maybeOne<{ words: unknown }>(on, "SELECT words FROM heard WHERE key = $1", [key]);
  return row?.words ?? null;
}

/**
 * Deletes what was recognized more than `days` ago. It is what people said, so it is kept no longer than their jobs.
 *
 * @param now the time to count from; null: the database's
 */
export async function forgetOldHeard(on: Queryable, days: number, now: Date | null = null): Promise<void> {
  await on.query("DELETE FROM heard WHERE created_at < coalesce($2, now()) - make_interval(days => $1)", [days, now]);
}

export interface HeardFigures {
  /** Segments, and transcripts of whole videos with their translations. */
  entries: number;
  bytes: number;
  hits: number;
  misses: number;
}

/** How much is kept, and how often it was used. */
export function readHeardFigures(on: Queryable): Promise<HeardFigures> {
  return one(
    on,
    `WITH kept AS (
       SELECT count(*) AS entries, coalesce(sum(pg_column_size(heard.*)), 0) AS bytes FROM heard
       UNION ALL SELECT count(*), coalesce(sum(pg_column_size(transcripts.*)), 0) FROM transcripts
     )
     SELECT sum(entries)::float8 AS entries, sum(bytes)::float8 AS bytes,
       coalesce((SELECT value FROM counts WHERE name = 'kept_hits'), 0) AS hits,
       coalesce((SELECT value FROM counts WHERE name = 'kept_misses'), 0) AS misses
     FROM kept`,
  );
}

/** Channel that announces that all results were deleted. Each process then clears its copies in memory. */
export const CLEARED_CHANNEL = "sister_cleared";

/** Deletes all results. The subtitles of jobs stay. */
export async function removeHeard(on: Queryable): Promise<void> {
  await on.query("DELETE FROM heard");
  await on.query("DELETE FROM transcripts");
  await on.query("SELECT pg_notify($1, '')", [CLEARED_CHANNEL]);
}
