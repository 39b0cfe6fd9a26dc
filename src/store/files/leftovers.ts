/** Files of removed jobs that are still to be removed. */
import type { Queryable } from "../../database/database.js";

export interface Leftover {
  /** Its outputs are to go. */
  job: string;
  /** The video that no job used any more, by its SHA-256; null where others use it. */
  file: string | null;
}

/** Notes in the transaction of a removal what is to follow it. */
export async function noteLeftover(transaction: Queryable, { job, file }: Leftover): Promise<void> {
  await transaction.query("INSERT INTO leftovers (job, file) VALUES ($1, $2)", [job, file]);
}

export async function listLeftovers(on: Queryable): Promise<Leftover[]> {
  return (await on.query<Leftover>("SELECT job, file FROM leftovers ORDER BY job LIMIT 1000")).rows;
}

/** The files are gone. */
export async function forgetLeftover(on: Queryable, job: string): Promise<void> {
  await on.query("DELETE FROM leftovers WHERE job = $1", [job]);
}
