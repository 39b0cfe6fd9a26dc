/** Videos by content: the same bytes are one file, for all jobs of all owners. */
import { maybeOne, one, type Queryable } from "../../database/database.js";

export interface FileRecord {
  sha256: string;
  bytes: number;
  /** What ffprobe found: the MediaInfo of src/media without the path. */
  media: unknown;
}

/** Adds a file whose bytes are durable in the data folder. If the file is known already, its row stays as it is. */
export async function noteFile(on: Queryable, { sha256, bytes, media }: FileRecord): Promise<void> {
  await on.query("INSERT INTO files (sha256, bytes, media) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING", [
    sha256,
    bytes,
    JSON.stringify(media),
  ]);
}

/** Replaces the description of a file after it was probed again. */
export async function describeFile(on: Queryable, { sha256, media }: Omit<FileRecord, "bytes">): Promise<void> {
  await on.query("UPDATE files SET media = $2 WHERE sha256 = $1", [sha256, JSON.stringify(media)]);
}

/** Until this transaction ends, no other adds or removes the bytes of this file. */
export async function lockFile(transaction: Queryable, sha256: string): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [sha256]);
}

export function findFile(on: Queryable, sha256: string): Promise<FileRecord | null> {
  return maybeOne<FileRecord>(on, "SELECT sha256, bytes, media FROM files WHERE sha256 = $1", [sha256]);
}

/** Bytes of all videos that an owner has jobs of. A video counts in full, also if other owners have jobs of it. */
export async function storedBytes(on: Queryable, owner: string): Promise<number> {
  const { bytes } = await one<{ bytes: number }>(
    on,
    `SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM files
     WHERE sha256 IN (SELECT file FROM jobs WHERE owner = $1)`,
    [owner],
  );
  return bytes;
}

/**
 * Counts one job less that uses the file. If it was the last, the row is deleted with the transcripts of the file, and
 * this resolves with its SHA-256. Otherwise it resolves with null.
 */
export async function releaseFile(transaction: Queryable, sha256: string): Promise<string | null> {
  await transaction.query("UPDATE files SET refs = refs - 1 WHERE sha256 = $1", [sha256]);
  const unused = await transaction.query("DELETE FROM files WHERE sha256 = $1 AND refs = 0 RETURNING sha256", [sha256]);
  return unused.count > 0 ? sha256 : null;
}
