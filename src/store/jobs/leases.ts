/** Leases of jobs: which process works on which job. */
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { LEASE_SECONDS, LeaseLost, lockLease, renewRows, requeueRow, retryRow, takenBy } from "../leases/lease.js";
import { GROUP_GONE_SECONDS, GROUP_IS_ALIVE } from "../servers/groups.js";
import { appendEvent } from "./events.js";
import { JOB_COLUMNS, type JobRecord, type JobRoute } from "./jobs.js";
import { returnSegments } from "./segments.js";

/** A job that was taken. Writes with this lease are refused when it is over. */
export interface Lease {
  job: JobRecord;
  fence: number;
}

export interface Taking {
  holder: string;
  route: JobRoute;
  /**
   * A server takes a job of the group, if no group is alive and the job has waited for as long as a group may be
   * silent. The job records that.
   */
  fallback?: boolean;
}

/**
 * Takes the next job of a route: a new one, or one whose lease is over. Owners take turns: the owner with the fewest
 * running jobs comes first, then the job that has waited longest. A job from the future was made before the clock was
 * set back, so it has waited. Resolves with null if there is nothing to do.
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
             AND NOT EXISTS (SELECT FROM groups WHERE ${GROUP_IS_ALIVE}))
         ORDER BY coalesce(busy.running, 0), created_at, id
         LIMIT 1 FOR UPDATE OF jobs SKIP LOCKED
       )
       UPDATE jobs SET ${takenBy("$1", "$3")}, fallback = $4
       FROM next WHERE jobs.id = next.id RETURNING jobs.${JOB_COLUMNS}, fence`,
      [holder, route, LEASE_SECONDS, fallback, GROUP_GONE_SECONDS],
    );
    if (!found) return null;
    const { fence, ...job } = found;
    // The previous holder may have ended without returning them.
    await returnSegments(transaction, job.id);
    await appendEvent(transaction, job.id, "status", { status: "running" });
    return { job, fence };
  });
}

/** Runs writes of the lease's holder. Rejects with LeaseLost before the first write if the lease is over. */
export function asHolder<T>(
  database: Database,
  { job, fence }: Lease,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    if (!(await lockLease(transaction, "jobs", { id: job.id, fence }))) throw new LeaseLost(job.id);
    return work(transaction);
  });
}

/** Renews leases. Resolves with those that are over. */
export function renewLeases(database: Database, leases: readonly Lease[]): Promise<Lease[]> {
  return renewRows(database, "jobs", leases, ({ job, fence }) => ({ id: job.id, fence }));
}

/** Returns an unfinished job at an orderly end: the next holder goes on at once. It does not count as an attempt. */
export function handBack(database: Database, lease: Lease): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    await requeueRow(transaction, "jobs", lease.job.id);
    await returnSegments(transaction, lease.job.id);
    await appendEvent(transaction, lease.job.id, "status", { status: "queued" });
  });
}

/** Queues a job again whose workers died, later with each attempt. After the fifth attempt it fails with the reason. */
export function giveUp(database: Database, lease: Lease, reason: string): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const status = await retryRow(transaction, "jobs", { id: lease.job.id, reason });
    await returnSegments(transaction, lease.job.id);
    await appendEvent(transaction, lease.job.id, "status", { status });
  });
}
