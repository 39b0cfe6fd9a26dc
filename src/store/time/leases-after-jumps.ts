/**
 * Leases after the database's clock was set. A lease says until when it lasts, and a clock that goes back makes that "until" far away: nobody would
 * take the work of a process that died.
 */
import { LEASE_SECONDS } from "../jobs/leases.js";
import { IS_UNFINISHED } from "../statuses.js";
import type { Database, Queryable } from "../../database/database.js";

/** The longest pause before another attempt; see `giveUp` (leases.ts). */
const PAUSE_SECONDS = 60;
/** Transactions that run side by side have other times. */
const SLACK_SECONDS = 5;

/**
 * Ends every lease, and every pause before another attempt. For the only process that has the database, before it takes work: whoever held a lease has
 * ended, whatever the clock says. The fences make late writes of an earlier holder fail.
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
 * Shortens what lasts longer than it can by this clock: leases, pauses, and signs of life from the future. A holder that lives renews its lease long
 * before it ends; one that is dead loses it as if the clock had always been right. Servers do it every few seconds.
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
    [LEASE_SECONDS, PAUSE_SECONDS, SLACK_SECONDS],
  );
}
