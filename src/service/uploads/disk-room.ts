/**
 * Free space on the volume of the data folder. Uploads leave some of it free, because the database on the same volume
 * has to write as well.
 */
import { statfs } from "node:fs/promises";
import { UploadRefused } from "./upload-refused.js";

/** What uploads leave free: `most` bytes, or this share of a small volume. */
const RESERVE = { most: 64 * 2 ** 20, share: 1 / 32 };
/** Bytes between two checks: other processes write, too. */
const CHECK_EVERY = 4 * 2 ** 20;

/** Bytes that uploads may still write. */
export async function roomFor(path: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(path);
  return Math.max(0, bavail * bsize - Math.min(RESERVE.most, blocks * bsize * RESERVE.share));
}

export const diskFull = (): UploadRefused =>
  new UploadRefused("disk-full", "the disk of the server is full: try again later, or tell its operator");

/** Whether an error means a full disk: from the system, from the database on it, or from a check of this module. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof UploadRefused) return error.reason === "disk-full";
  const { code } = (error ?? {}) as { code?: unknown };
  // The last is PostgreSQL's disk_full.
  return code === "ENOSPC" || code === "EDQUOT" || code === "53100";
}

/**
 * Limits one upload to the free space. Call the returned function with the number of bytes before they are written. It
 * rejects with UploadRefused if they do not fit.
 *
 * @example
 * const claim = limitToDisk(folder.incoming);
 * for await (const piece of stream) {
 *   await claim(piece.length);
 *   await file.writeFile(piece);
 * }
 */
export function limitToDisk(path: string): (bytes: number) => Promise<void> {
  let left = 0;
  return async (bytes) => {
    left -= bytes;
    if (left >= 0) return;
    const room = await roomFor(path);
    if (room < bytes) throw diskFull();
    left = Math.min(room, CHECK_EVERY) - bytes;
  };
}
