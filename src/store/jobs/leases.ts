/** Who works on what: leases of jobs. Time is the database's; every write of work says the fence that its lease began with. */
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { appendEvent } from "./events.js";
import { GROUP_GONE_SECONDS } from "../servers/groups.js";
import { JOB_COLUMNS, type JobRecord, type JobRoute } from "./jobs.js";
import { returnSegments } from "./segments.js";

/** A job that was taken. Its writes are refused once it is not ours any more. */
export interface Lease {
  job: JobRecord;
  fence: number;
}

/** What a write throws whose lease is over: it expired, the job was cancelled, or somebody else has it. Nothing was written. */
export class LeaseLost extends Error {
  readonly job: string;
  /** @param what that was leased, where it is not the job itself */
  constructor(job: string, what = `job ${job}`) {
    super(`the lease of ${what} is over: somebody else may work on it`);
    this.name = "LeaseLost";
    this.job = job;
  }
}

/** Seconds that a lease lasts, and how often whoever works renews it. */
export const LEASE_SECONDS = 15;
export const RENEW_SECONDS = 5;
/** What was tried so often without an end is given up: it is probably what kills its workers. */
export const ATTEMPTS_MOST = 5;

export interface Taking {
  holder: string;
  route: JobRoute;
  /** A server takes a job of the group: one that has waited for as long as no group was seen. The job says so. */
  fallback?: boolean;
}

/**
 * Takes the next job of a route: new ones, and those whose lease is over. Fair between owners: who has the fewest jobs running comes first, then who
 * has waited longest. A job from the future, made before the clock was set back, has waited. null where there is nothing to do.
 */
export function takeJob(database: Database, { holder, route, fallback = false }: Taking): Promise<Lease | null> {
  return database.transaction(async (transaction) => {
    const found = await maybeOne<JobRecord & { fence: number }>(
      transaction,
      `WITH busy AS (
         SELECT owner, count(*) AS running FROM jobs
         WHERE status = 'running' AND lease_until > now() GROUP BY owner
       ), next AS (
         SELECT jobs.id FROM jobs LEFT JOIN busy USING (owner)
         WHERE route = $2 AND not_before <= now()
           AND (status = 'queued' OR status = 'running' AND lease_until <= now())
           AND (NOT $4 OR created_at NOT BETWEEN now() - make_interval(secs => $5) AND now() + make_interval(secs => $5)
             AND NOT EXISTS (SELECT FROM groups WHERE seen_at > now() - make_interval(secs => $5)))
         ORDER BY coalesce(busy.running, 0), created_at, id
         LIMIT 1 FOR UPDATE OF jobs SKIP LOCKED
       )
       UPDATE jobs SET status = 'running', fence = fence + 1, attempts = attempts + 1, lease_holder = $1,
         lease_until = now() + make_interval(secs => $3), started_at = coalesce(started_at, now()), fallback = $4
       FROM next WHERE jobs.id = next.id RETURNING jobs.${JOB_COLUMNS}, fence`,
      [holder, route, LEASE_SECONDS, fallback, GROUP_GONE_SECONDS],
    );
    if (!found) return null;
    const { fence, ...job } = found;
    // Of a holder that is gone.
    await returnSegments(transaction, job.id);
    await appendEvent(transaction, job.id, "status", { status: "running" });
    return { job, fence };
  });
}

/** Runs writes of whoever has the lease, or throws LeaseLost before the first of them. */
export function asHolder<T>(
  database: Database,
  { job, fence }: Lease,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    const held = await maybeOne(
      transaction,
      "SELECT id FROM jobs WHERE id = $1 AND fence = $2 AND status = 'running' AND lease_until > now() FOR UPDATE",
      [job.id, fence],
    );
    if (!held) throw new LeaseLost(job.id);
    return work(transaction);
  });
}

/** Renews leases; gives back those that are over. */
export async function renewLeases(database: Database, leases: readonly Lease[]): Promise<Lease[]> {
  if (leases.length === 0) return [];
  const { rows } = await database.query<{ id: string; fence: number }>(
    `UPDATE jobs SET lease_until = now() + make_interval(secs => $3)
     FROM unnest($1::uuid[], $2::bigint[]) AS held (id, fence)
     WHERE jobs.id = held.id AND jobs.fence = held.fence AND status = 'running' AND lease_until > now()
     RETURNING jobs.id, jobs.fence`,
    [leases.map(({ job }) => job.id), leases.map(({ fence }) => fence), LEASE_SECONDS],
  );
  const kept = new Set(rows.map(({ id, fence }) => `${id} ${fence}`));
  return leases.filter(({ job, fence }) => !kept.has(`${job.id} ${fence}`));
}

/** Hands a job back unfinished, at an orderly end: whoever is next goes on at once. It is nobody's fault, so it is no attempt. */
export function handBack(database: Database, lease: Lease): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    await transaction.query(
      `UPDATE jobs SET status = 'queued', lease_holder = NULL, lease_until = NULL, attempts = attempts - 1 WHERE id = $1`,
      [lease.job.id],
    );
    await returnSegments(transaction, lease.job.id);
    await appendEvent(transaction, lease.job.id, "status", { status: "queued" });
  });
}

/** Queues a job again after its workers died, later with each attempt; the fifth time it fails with the reason. */
export function giveUp(database: Database, lease: Lease, reason: string): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { rows } = await transaction.query<{ status: string }>(
      `UPDATE jobs SET lease_holder = NULL, lease_until = NULL,
         status = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'queued' END,
         error = CASE WHEN attempts >= $2 THEN $3 END,
         finished_at = CASE WHEN attempts >= $2 THEN now() END,
         not_before = now() + make_interval(secs => least(60, 2 ^ (attempts - 1)) - 1)
       WHERE id = $1 RETURNING status`,
      [lease.job.id, ATTEMPTS_MOST, reason],
    );
    await returnSegments(transaction, lease.job.id);
    await appendEvent(transaction, lease.job.id, "status", { status: rows[0]?.status });
  });
}
