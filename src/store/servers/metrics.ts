/** Numbers for the metrics: the state of the queue, and what all workers have counted. */
import { one, type Queryable } from "../../database/database.js";
import { aliveRanks } from "./groups.js";
import type { JobRoute } from "../jobs/jobs.js";
import type { JobStatus } from "../statuses.js";

/** The counters. Their values only grow. */
export type CountName =
  | "segments_done"
  | "segments_failed"
  /** Segments whose words were kept from an earlier job, and those that had to be recognized. */
  | "kept_hits"
  | "kept_misses"
  /** Seconds of video of finished jobs, and seconds that they took from their lease to their end. */
  | "audio_seconds"
  | "work_seconds"
  /** Seconds that ranks of the group worked, and seconds that they waited during their jobs. */
  | "rank_busy_seconds"
  | "rank_idle_seconds"
  | "engine_restarts";

/** Adds to several counters in one statement. */
export async function addCounts(on: Queryable, counts: ReadonlyMap<CountName, number>): Promise<void> {
  // Always in the same order: two statements at the same time never wait for each other.
  const names = [...counts.keys()].sort();
  if (names.length === 0) return;
  await on.query(
    `INSERT INTO counts (name, value) SELECT * FROM unnest($1::text[], $2::float8[])
     ON CONFLICT (name) DO UPDATE SET value = counts.value + excluded.value`,
    [names, names.map((name) => counts.get(name) ?? 0)],
  );
}

export interface Figures {
  /** Jobs that wait, and how many seconds the oldest has waited. */
  queue: { route: JobRoute; jobs: number; oldestSeconds: number }[];
  jobs: { status: JobStatus; jobs: number }[];
  /** Seconds of video done in a second of work, over the jobs that ended in the last hour. Null: none did. */
  realTimeFactor: number | null;
  /** Share of their time in which the ranks of the group worked, over the same jobs. Null: no job was of the group. */
  rankBusyShare: number | null;
  /** Ranks of groups that are alive. */
  groupRanks: number;
  counts: ReadonlyMap<CountName, number>;
}

/** Reads all numbers. */
export async function readFigures(on: Queryable): Promise<Figures> {
  const queue = await on.query<Figures["queue"][number]>(
    `SELECT route, count(*)::float8 AS jobs,
       greatest(0, extract(epoch FROM now() - min(greatest(created_at, not_before))))::float8 AS "oldestSeconds"
     FROM jobs WHERE status = 'queued' GROUP BY route`,
  );
  const jobs = await on.query<Figures["jobs"][number]>(
    "SELECT status, count(*)::float8 AS jobs FROM jobs GROUP BY status",
  );
  const lately = await one<{ factor: number | null }>(
    on,
    `SELECT (sum(duration) / nullif(sum(extract(epoch FROM finished_at - started_at)), 0))::float8 AS factor
     FROM jobs WHERE status = 'completed' AND finished_at > now() - interval '1 hour'`,
  );
  const ranks = await one<{ share: number | null }>(
    on,
    `SELECT (sum((rank->>'busySeconds')::float8)
         / nullif(sum((rank->>'busySeconds')::float8 + (rank->>'idleSeconds')::float8), 0))::float8 AS share
     FROM jobs, jsonb_array_elements(ranks) AS rank
     WHERE route = 'group' AND NOT fallback AND finished_at > now() - interval '1 hour'`,
  );
  const counts = await on.query<{ name: CountName; value: number }>("SELECT name, value FROM counts");
  return {
    queue: queue.rows,
    jobs: jobs.rows,
    realTimeFactor: lately.factor,
    rankBusyShare: ranks.share,
    groupRanks: await aliveRanks(on),
    counts: new Map(counts.rows.map(({ name, value }) => [name, value])),
  };
}

/** How many jobs wait, by route, and how many renders. */
export function readQueue(on: Queryable): Promise<{ group: number; local: number; renders: number }> {
  return one(
    on,
    `SELECT count(*) FILTER (WHERE route = 'group')::float8 AS "group", count(*) FILTER (WHERE route = 'local')::float8 AS local,
       (SELECT count(*)::float8 FROM renders WHERE status = 'queued') AS renders
     FROM jobs WHERE status = 'queued'`,
  );
}
