/**
 * Leases of rows, the same for jobs and renders. A holder takes a row for 15 s, renews the lease while it works, and
 * gives it back or ends the work. All times are the database's. Each lease has a fence, a number that grows with each
 * lease of the row: a write of an earlier holder is refused.
 */
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";

/** Tables with the columns of a lease. */
export type LeasedTable = "jobs" | "renders";

/** A lease of one row. */
export interface RowLease {
  id: string;
  fence: number;
}

/** The lease is over: it expired, the work was cancelled, or another holder has it. Nothing was written. */
export class LeaseLost extends Error {
  readonly job: string;
  /** @param what the work that was leased, if it is not the job itself */
  constructor(job: string, what = `job ${job}`) {
    super(`the lease of ${what} is over: another process may work on it`);
    this.name = "LeaseLost";
    this.job = job;
  }
}

/** Seconds that a lease lasts. */
export const LEASE_SECONDS = 15;
/** Seconds between two renewals by its holder. */
export const RENEW_SECONDS = 5;
/** Attempts after which work is given up: it is probably what kills its workers. */
export const ATTEMPTS_MOST = 5;
/** The longest pause before another attempt, in seconds. */
export const PAUSE_MOST_SECONDS = 60;

/** Assignments of an UPDATE that takes a row. Its values are the holder and `LEASE_SECONDS`. */
export const takenBy = (holder: string, seconds: string): string =>
  `status = 'running', fence = fence + 1, attempts = attempts + 1, lease_holder = ${holder},
   lease_until = now() + make_interval(secs => ${seconds}), started_at = coalesce(started_at, now())`;

/** Assignments of an UPDATE that ends a lease. */
export const NO_LEASE = "lease_holder = NULL, lease_until = NULL";

/** Locks the row until the transaction ends. Resolves with false if the lease is over. */
export async function lockLease(transaction: Queryable, table: LeasedTable, { id, fence }: RowLease): Promise<boolean> {
  const held = await maybeOne(
    transaction,
    `SELECT id FROM ${table} WHERE id = $1 AND fence = $2 AND status = 'running' AND lease_until > now() FOR UPDATE`,
    [id, fence],
  );
  return held !== null;
}

/** Renews leases. Resolves with those that are over. */
export async function renewRows<L>(
  database: Database,
  table: LeasedTable,
  leases: readonly L[],
  rowOf: (lease: L) => RowLease,
): Promise<L[]> {
  if (leases.length === 0) return [];
  const held = leases.map(rowOf);
  const { rows } = await database.query<RowLease>(
    `UPDATE ${table} SET lease_until = now() + make_interval(secs => $3)
     FROM unnest($1::uuid[], $2::bigint[]) AS held (id, fence)
     WHERE ${table}.id = held.id AND ${table}.fence = held.fence AND status = 'running' AND lease_until > now()
     RETURNING ${table}.id, ${table}.fence`,
    [held.map(({ id }) => id), held.map(({ fence }) => fence), LEASE_SECONDS],
  );
  const kept = new Set(rows.map(({ id, fence }) => `${id} ${fence}`));
  return leases.filter((_, i) => !kept.has(`${held[i]?.id} ${held[i]?.fence}`));
}

/** Puts unfinished work back into the queue, to go on at once. It does not count as an attempt. */
export async function requeueRow(transaction: Queryable, table: LeasedTable, id: string): Promise<void> {
  await transaction.query(`UPDATE ${table} SET status = 'queued', ${NO_LEASE}, attempts = attempts - 1 WHERE id = $1`, [
    id,
  ]);
}

/**
 * Puts work that failed back into the queue, with a pause that doubles with each attempt: 0, 1, 3, 7 s. After the last
 * attempt it ends as failed, with the reason. Resolves with its new status.
 */
export async function retryRow(
  transaction: Queryable,
  table: LeasedTable,
  { id, reason }: { id: string; reason: string },
): Promise<"queued" | "failed"> {
  const { status } = await one<{ status: "queued" | "failed" }>(
    transaction,
    `UPDATE ${table} SET ${NO_LEASE},
       status = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'queued' END,
       error = CASE WHEN attempts >= $2 THEN $3 END,
       finished_at = CASE WHEN attempts >= $2 THEN now() END,
       not_before = now() + make_interval(secs => least($4::float8, 2 ^ (attempts - 1)) - 1)
     WHERE id = $1 RETURNING status`,
    [id, ATTEMPTS_MOST, reason, PAUSE_MOST_SECONDS],
  );
  return status;
}
