/**
 * Leases after the database's clock was set. A lease holds the time at which it ends. If the clock goes back, that time
 * is far away, and the work of a process that died would not be taken.
 */
import { LEASE_SECONDS, PAUSE_MOST_SECONDS } from "../leases/lease.js";
import { IS_UNFINISHED } from "../statuses.js";
import type { Database, Queryable } from "../../database/database.js";

/** Transactions that run at the same time see different times. */
const SLACK_SECONDS = 5;

/**
 * Ends every lease and every pause before another attempt. Call it at the start of the only process that uses the
 * database: the holders of all leases have ended, whatever the clock shows. A late write of an earlier holder fails by
 * its fence.
 */
export async function endAllLeases(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    for (const table of ["jobs", "renders"]) {
      await transaction.query(
        `UPDATE ${table} SET lease_until = CASE WHEN status = 'running' THEN '-infinity'::timestamptz END,
           not_before = least(not_before, now()) WHERE status ${IS_UNFINISHED}`,
      );
    }
    for (const table of ["locks", "groups", "servers"]) await transaction.query(`DELETE FROM ${table}`);
  });
}

/**
 * Shortens everything that ends later than it could by the clock as it is now: leases, pauses, and reports from the
 * future. A holder that is alive renews its lease in time. A dead holder loses its lease as if the clock had always
 * been right. Servers call it every few seconds.
 */
export async function boundLeases(on: Queryable): Promise<void> {
  await on.query(
    `WITH bounds AS (
       SELECT now() + make_interval(secs => $1) AS lease, now() + make_interval(secs => $2) AS pause,
         make_interval(secs => $3) AS slack
     ), leased_jobs AS (
       UPDATE jobs SET lease_until = bounds.lease FROM bounds
       WHERE status ${IS_UNFINISHED} AND lease_until > bounds.lease + slack
     ), paused_jobs AS (
       UPDATE jobs SET not_before = bounds.pause FROM bounds
       WHERE status = 'queued' AND not_before > bounds.pause + slack
     ), leased_renders AS (
       UPDATE renders SET lease_until = bounds.lease FROM bounds
       WHERE status ${IS_UNFINISHED} AND lease_until > bounds.lease + slack
     ), paused_renders AS (
       UPDATE renders SET not_before = bounds.pause FROM bounds
       WHERE status = 'queued' AND not_before > bounds.pause + slack
     ), seen_groups AS (
       UPDATE groups SET seen_at = now() FROM bounds WHERE seen_at > now() + slack
     )
     UPDATE servers SET seen_at = now() FROM bounds WHERE seen_at > now() + slack`,
    [LEASE_SECONDS, PAUSE_MOST_SECONDS, SLACK_SECONDS],
  );
}
