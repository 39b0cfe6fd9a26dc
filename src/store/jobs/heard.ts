/** What was recognized or translated before, and answers for the same again. It has no owner. */
import { maybeOne, one, type Queryable } from "../../database/database.js";

/** What an engine recognized in a segment, by its key; null if nobody did. */
export async function findHeard(on: Queryable, key: string): Promise<unknown> {
  const row = await maybeOne<{ words: unknown }>(on, "SELECT words FROM heard WHERE key = $1", [key]);
  return row?.words ?? null;
}

/** Forgets what was recognized longer ago than so many days: it is what people said. `now`: the time to count from; null: the database's. */
export async function forgetOldHeard(on: Queryable, days: number, now: Date | null = null): Promise<void> {
  await on.query("DELETE FROM heard WHERE created_at < coalesce($2, now()) - make_interval(days => $1)", [days, now]);
}

export interface HeardFigures {
  /** Segments, and whole videos with their translations. */
  entries: number;
  bytes: number;
  hits: number;
  misses: number;
}

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

/** Channel that announces that all of it was removed: copies in memory are to be removed too. */
export const CLEARED_CHANNEL = "sister_cleared";

/** Removes all of it; subtitles of jobs stay. */
export async function removeHeard(on: Queryable): Promise<void> {
  await on.query("DELETE FROM heard");
  await on.query("DELETE FROM transcripts");
  await on.query("SELECT pg_notify($1, '')", [CLEARED_CHANNEL]);
}
