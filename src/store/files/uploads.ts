/**
 * Resumable uploads: what the client announced. The bytes are in the data folder, and the length of that file is the
 * number of bytes that arrived.
 */
import { maybeOne, type Queryable } from "../../database/database.js";

/** Seconds after which an upload is removed that received no bytes. */
export const UPLOAD_SECONDS = 24 * 3600;

export interface UploadRecord {
  id: string;
  owner: string;
  /** Its full length. */
  bytes: number;
  /** As the client sent it. Null: the key has no value. */
  metadata: Record<string, string | null>;
  /** When it last received bytes. */
  touchedAt: Date;
}

const COLUMNS = `id, owner, bytes, metadata, touched_at AS "touchedAt"`;

/** Name of the lock of an upload (servers/locks.ts). */
export const uploadLock = (id: string): string => `upload ${id}`;

export async function insertUpload(on: Queryable, upload: Omit<UploadRecord, "touchedAt">): Promise<void> {
  const { id, owner, bytes, metadata } = upload;
  await on.query("INSERT INTO uploads (id, owner, bytes, metadata) VALUES ($1, $2, $3, $4)", [
    id,
    owner,
    bytes,
    JSON.stringify(metadata),
  ]);
}

export async function findUpload(on: Queryable, owner: string, id: string): Promise<UploadRecord | null> {
  const found = await maybeOne<Omit<UploadRecord, "metadata"> & { metadata: string }>(
    on,
    `SELECT ${COLUMNS} FROM uploads WHERE id = $1 AND owner = $2`,
    [id, owner],
  );
  return found && { ...found, metadata: JSON.parse(found.metadata) as UploadRecord["metadata"] };
}

/** Until this transaction ends, no other begins uploads or renders of this owner: limits are checked one at a time. */
export async function lockUploads(transaction: Queryable, owner: string): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`uploads of ${owner}`]);
}

/** Uploads of an owner that no job has been made of yet. */
export async function unfinishedUploads(
  on: Queryable,
  owner: string,
): Promise<readonly Pick<UploadRecord, "id" | "bytes">[]> {
  return (await on.query<Pick<UploadRecord, "id" | "bytes">>("SELECT id, bytes FROM uploads WHERE owner = $1", [owner]))
    .rows;
}

/** Records that an upload received bytes: its day begins again. */
export async function touchUpload(on: Queryable, id: string): Promise<void> {
  await on.query("UPDATE uploads SET touched_at = now() WHERE id = $1", [id]);
}

/** Deletes an upload's row. False if the owner has no upload of this id. */
export async function deleteUpload(on: Queryable, owner: string, id: string): Promise<boolean> {
  return (await on.query("DELETE FROM uploads WHERE id = $1 AND owner = $2 RETURNING id", [id, owner])).count > 0;
}

/**
 * Deletes the rows of uploads that received no bytes for a day, and resolves with their ids. An upload that is locked
 * at the moment stays.
 *
 * @param now the time to count from; null: the database's
 */
export async function deleteExpiredUploads(on: Queryable, now: Date | null = null): Promise<string[]> {
  const { rows } = await on.query<{ id: string }>(
    `DELETE FROM uploads WHERE touched_at < coalesce($2, now()) - make_interval(secs => $1)
       AND NOT EXISTS (SELECT FROM locks WHERE name = 'upload ' || uploads.id AND until > now())
     RETURNING id`,
    [UPLOAD_SECONDS, now],
  );
  return rows.map(({ id }) => id);
}

/** The ids of these that are uploads. */
export async function knownUploads(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.query<{ id: string }>("SELECT id FROM uploads WHERE id = ANY($1::uuid[])", [ids]);
  return new Set(rows.map(({ id }) => id));
}
