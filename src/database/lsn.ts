/** Positions in PostgreSQL's write-ahead log (LSN). */
import { one, type Queryable } from "./database.js";

/**
 * Parses a position as PostgreSQL prints it ("0/16B3740") to a number that can be compared. Null if it is malformed.
 */
export function lsnOf(text: string): bigint | null {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text);
  return match ? (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`) : null;
}

/**
 * The end of the log. The statement also takes a transaction id, which moves the end on, so two calls never return the
 * same position. Otherwise a position could include another transaction that is in the log but not visible yet. Such a
 * transaction waits for no disk.
 */
export async function placeAfterWrite(on: Queryable): Promise<string> {
  const { lsn } = await one<{ lsn: string }>(
    on,
    "SELECT pg_current_wal_insert_lsn()::text AS lsn, pg_current_xact_id()::text AS moved",
  );
  return lsn;
}
