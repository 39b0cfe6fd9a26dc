/**
 * Files of removed jobs that are still on the disk. A row is written with the removal of its job, so a server that dies
 * in between leaves no file behind.
 */
import type { Queryable } from "../../database/database.js";

export interface PendingRemoval {
  /** The removed job, whose outputs are to be deleted. */
  job: string;
  /** SHA-256 of its video, if no other job uses it; null: another job does. */
  file: string | null;
}

/** Adds a pending removal, in the transaction that removes the job. */
export async function notePendingRemoval(transaction: Queryable, { job, file }: PendingRemoval): Promise<void> {
  await transaction.query("INSERT INTO leftovers (job, file) VALUES ($1, $2)", [job, file]);
}

/** At most 1000 pending removals. */
export async function listPendingRemovals(on: Queryable): Promise<PendingRemoval[]> {
  return (await on.query<PendingRemoval>("SELECT job, file FROM leftovers ORDER BY job LIMIT 1000")).rows;
}

/** Deletes a pending removal: the files are gone. */
export async function forgetPendingRemoval(on: Queryable, job: string): Promise<void> {
  await on.query("DELETE FROM leftovers WHERE job = $1", [job]);
}
