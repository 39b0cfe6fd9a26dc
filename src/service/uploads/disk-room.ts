/** Room on the volume of the data folder. An upload stops before the last of it is gone: the database beside it has to write as well. */
import { statfs } from "node:fs/promises";
import { UploadRefused } from "./upload-refused.js";

/** What uploads leave free: so many bytes, or this share of a small volume. */
const RESERVE = { most: 64 * 2 ** 20, share: 1 / 32 };
/** Bytes between two looks: others write too. */
const LOOK_EVERY = 4 * 2 ** 20;

/** Bytes that uploads may still take. */
export async function roomFor(path: string): Promise<number> {
  const { bavail, blocks, bsize } = await statfs(path);
  return Math.max(0, bavail * bsize - Math.min(RESERVE.most, blocks * bsize * RESERVE.share));
}

export const diskFull = (): UploadRefused =>
  new UploadRefused("disk-full", "the server's disk is full: try again later, or tell its operator");

/** Whether the disk, the database on it, or who watches both said that there is no room. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof UploadRefused) return error.reason === "disk-full";
  const { code } = (error ?? {}) as { code?: unknown };
  // The last is PostgreSQL's disk_full.
  return code === "ENOSPC" || code === "EDQUOT" || code === "53100";
}

/**
 * Watches one upload on its way: call it with the bytes before they are written. Rejects with UploadRefused where there is no room for them.
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
    left = Math.min(room, LOOK_EVERY) - bytes;
  };
}
