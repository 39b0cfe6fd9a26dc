/** Places in PostgreSQL's write-ahead log. */
import { one, type Queryable } from "./database.js";

/** A place as PostgreSQL prints it ("0/16B3740"), as a number that can be compared; null where it is none. */
export function lsnOf(text: string): bigint | null {
  const match = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text);
  return match ? (BigInt(`0x${match[1]}`) << 32n) | BigInt(`0x${match[2]}`) : null;
}

/**
 * Where the log is, and moves it on: what two ask, one after the other, differs. Or of two who write at the same time one could be told a place that the
 * other's write, which is in the log but not to be seen yet, is before. A transaction with an id and nothing else waits for no disk.
 */
export async function placeAfterWrite(on: Queryable): Promise<string> {
  const { lsn } = await one<{ lsn: string }>(
    on,
    "SELECT pg_current_wal_insert_lsn()::text AS lsn, pg_current_xact_id()::text AS moved",
  );
  return lsn;
}
