/** Resumable uploads on the disk: begin, continue, remove. */
import { open, rm } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { deleteUpload, insertUpload, lockUploads, touchUpload, type UploadRecord } from "../../store/files/uploads.js";
import type { DataFolder } from "./data-folder.js";
import { diskFull, isDiskFull, limitToDisk } from "./disk-room.js";
import { requireFewUnfinished, requireRoom, type OwnerRoom } from "./owner-room.js";
import type { RunningHashes } from "./running-hashes.js";
import { WriteBehind } from "./write-behind.js";

/** What the functions for uploads work with. */
export interface UploadContext {
  database: Database;
  folder: DataFolder;
  hashes: RunningHashes;
}

/** Begins an upload. Rejects with UploadRefused if the disk or the owner's share has no space for its full length. */
export async function beginUpload(
  place: UploadContext & OwnerRoom,
  upload: Omit<UploadRecord, "touchedAt">,
): Promise<void> {
  const { database, folder } = place;
  const { id, owner } = upload;
  try {
    await database.transaction(async (transaction) => {
      await lockUploads(transaction, owner);
      await requireFewUnfinished(transaction, owner);
      await requireRoom(place, transaction, upload);
      await (await open(folder.upload(id), "wx", 0o600)).close();
      await insertUpload(transaction, upload);
    });
  } catch (error) {
    await rm(folder.upload(id), { force: true });
    throw isDiskFull(error) ? diskFull() : error;
  }
}

/**
 * Writes bytes from `offset` on, and resolves with the offset after them. Bytes that arrived are durable, also if the
 * client is cut off. If the disk is full, the upload is removed, and this rejects with UploadRefused.
 *
 * @param isHeld whether the caller still holds the upload's lock
 */
export async function continueUpload(
  place: UploadContext,
  { id, owner }: Pick<UploadRecord, "id" | "owner">,
  stream: AsyncIterable<Uint8Array>,
  offset: number,
  isHeld: () => boolean,
): Promise<number> {
  const { database, folder, hashes } = place;
  const claim = limitToDisk(folder.incoming);
  const file = await open(folder.upload(id), "r+");
  const writer = new WriteBehind(file, offset, {
    onWritten: (piece, at) => hashes.add(id, at, piece),
    // After a long pause, another request may have the lock.
    mayWrite: isHeld,
  });
  try {
    try {
      for await (const piece of stream) {
        await claim(piece.length);
        if (!(await writer.push(piece))) break;
      }
    } finally {
      await writer.flush();
    }
    return writer.end;
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    await removeUpload(place, owner, id);
    throw diskFull();
  } finally {
    await file.datasync().catch(() => undefined);
    await file.close();
    if (writer.end > offset) await touchUpload(database, id).catch(() => undefined);
  }
}

/** Removes an upload. False if the owner has no upload of this id. */
export async function removeUpload(
  { database, folder, hashes }: UploadContext,
  owner: string,
  id: string,
): Promise<boolean> {
  hashes.forget(id);
  const isGone = await deleteUpload(database, owner, id);
  if (isGone) await rm(folder.upload(id), { force: true });
  return isGone;
}
