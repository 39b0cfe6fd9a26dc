/** Videos by content. */
import { maybeOne, one, type Queryable } from "../../database/database.js";

export interface FileRecord {
  sha256: string;
  bytes: number;
  /** What ffprobe said of it: src/media's MediaInfo without the path. */
  media: unknown;
}

/** Notes a file whose bytes are durable in the data folder. One that is there already stays as it is. */
export async function noteFile(on: Queryable, { sha256, bytes, media }: FileRecord): Promise<void> {
  await on.query("INSERT INTO files (sha256, bytes, media) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING", [
    sha256,
    bytes,
    JSON.stringify(media),
  ]);
}

/** Replaces what is known of a file, after a newer look at it. */
export async function describeFile(on: Queryable, { sha256, media }: Omit<FileRecord, "bytes">): Promise<void> {
  await on.query("UPDATE files SET media = $2 WHERE sha256 = $1", [sha256, JSON.stringify(media)]);
}

/** Makes this transaction the only one that brings or takes away the bytes of a file, until it ends. */
export async function lockFile(transaction: Queryable, sha256: string): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [sha256]);
}

export function findFile(on: Queryable, sha256: string): Promise<FileRecord | null> {
  return maybeOne<FileRecord>(on, "SELECT sha256, bytes, media FROM files WHERE sha256 = $1", [sha256]);
}

/** Bytes of all videos that an owner has jobs of, whoever else has them. */
export async function storedBytes(on: Queryable, owner: string): Promise<number> {
  const { bytes } = await one<{ bytes: number }>(
    on,
    `SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM files
     WHERE sha256 IN (SELECT file FROM jobs WHERE owner = $1)`,
    [owner],
  );
  return bytes;
}

/** One job less uses the file. Gives it back where that was the last, and forgets it then, with what the engines made of it. */
export async function releaseFile(transaction: Queryable, sha256: string): Promise<string | null> {
  await transaction.query("UPDATE files SET refs = refs - 1 WHERE sha256 = $1", [sha256]);
  const unused = await transaction.query("DELETE FROM files WHERE sha256 = $1 AND refs = 0 RETURNING sha256", [sha256]);
  return unused.count > 0 ? sha256 : null;
}
