/** Resumable uploads: what was announced. The bytes lie in the data folder, and how many there are is the length of their file. */
import { maybeOne, type Queryable } from "../../database/database.js";

/** An upload that nobody went on with for so many seconds is removed. */
export const UPLOAD_SECONDS = 24 * 3600;

export interface UploadRecord {
  id: string;
  owner: string;
  /** All that is to come. */
  bytes: number;
  /** As the sender gave it; null where a key has no value. */
  metadata: Record<string, string | null>;
  /** When something of it came last. */
  touchedAt: Date;
}

const COLUMNS = `id, owner, bytes, metadata, touched_at AS "touchedAt"`;

/** The name of an upload's lock. */
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

/** Makes this transaction the only one that begins uploads of an owner, until it ends. */
export async function lockUploads(transaction: Queryable, owner: string): Promise<void> {
  await transaction.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [`uploads of ${owner}`]);
}

/** All that an owner has begun, and no job has yet. */
export async function unfinishedUploads(
  on: Queryable,
  owner: string,
): Promise<readonly Pick<UploadRecord, "id" | "bytes">[]> {
  return (await on.query<Pick<UploadRecord, "id" | "bytes">>("SELECT id, bytes FROM uploads WHERE owner = $1", [owner]))
    .rows;
}

/** Something of it came: its day begins again. */
export async function touchUpload(on: Queryable, id: string): Promise<void> {
  await on.query("UPDATE uploads SET touched_at = now() WHERE id = $1", [id]);
}

/** Forgets an upload; false where there is none of this owner. */
export async function deleteUpload(on: Queryable, owner: string, id: string): Promise<boolean> {
  return (await on.query("DELETE FROM uploads WHERE id = $1 AND owner = $2 RETURNING id", [id, owner])).count > 0;
}

/**
 * Forgets the uploads that nobody went on with for a day, but for those that are worked on at the moment; gives their ids. `now`: the
 * time to count from; null: the database's.
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

/** Those of these ids that there are. */
export async function knownUploads(on: Queryable, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await on.query<{ id: string }>("SELECT id FROM uploads WHERE id = ANY($1::uuid[])", [ids]);
  return new Set(rows.map(({ id }) => id));
}
