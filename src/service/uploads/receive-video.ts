/**
 * Receives a video: it is hashed as it arrives, never in memory as a whole, and durable before the client gets an
 * answer.
 */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MediaDescription } from "../../media/probe/media.js";
import type { DataFolder } from "./data-folder.js";
import { diskFull, isDiskFull } from "./disk-room.js";
import { syncFolder } from "./sync-folder.js";
import { UploadRefused } from "./upload-refused.js";
import type { FormUploadLimit } from "./form-upload-limit.js";
import type { MediaInfoCache } from "./media-info-cache.js";
import { WriteBehind } from "./write-behind.js";

/** A video on the disk that no job uses yet. */
export interface ReceivedVideo {
  sha256: string;
  bytes: number;
  media: MediaDescription;
  /**
   * Moves it durably to the kept videos. Hold the lock of the file (`lockFile`), or a removal at the same time may
   * delete it.
   */
  keep(): Promise<void>;
  /** Deletes the incoming file. A kept video stays. */
  discard(): Promise<void>;
}

/**
 * Writes a video from a stream. When this resolves, the bytes are on the disk, and the caller keeps or discards them.
 * Rejects with UploadRefused if the client or the disk is the cause, and leaves nothing behind then.
 *
 * @param limit rejects if the bytes do not fit
 */
export async function receiveVideo(
  folder: DataFolder,
  stream: AsyncIterable<Uint8Array>,
  { bytesMost, mediaInfo, limit }: { bytesMost: number; mediaInfo: MediaInfoCache; limit: FormUploadLimit },
): Promise<ReceivedVideo> {
  const path = join(folder.incoming, randomUUID());
  try {
    return await received(folder, path, await write(path, stream, bytesMost, limit), mediaInfo);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Takes a video that is complete and durable in `incoming/`. It stays there until it is discarded, also if this
 * rejects.
 *
 * @param hashed its SHA-256, if it was hashed as it arrived; null: the file is read
 */
export async function takeVideo(
  folder: DataFolder,
  path: string,
  { bytes, hashed, mediaInfo }: { bytes: number; hashed: string | null; mediaInfo: MediaInfoCache },
): Promise<ReceivedVideo> {
  return received(folder, path, { sha256: hashed ?? (await hashOf(path)), bytes }, mediaInfo);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>)
    hash.update(piece);
  return hash.digest("hex");
}

async function received(
  folder: DataFolder,
  path: string,
  content: { sha256: string; bytes: number },
  mediaInfo: MediaInfoCache,
): Promise<ReceivedVideo> {
  const media = await mediaInfo.find(content.sha256, path);
  const keep = async (): Promise<void> => {
    const place = folder.video(content.sha256);
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await linkOver(path, place);
    await syncFolder(dirname(place));
  };
  return { ...content, media, keep, discard: () => rm(path, { force: true }) };
}

async function write(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  most: number,
  limit: FormUploadLimit,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx", 0o600);
  const writer = new WriteBehind(file, 0, { onWritten: (piece) => hash.update(piece) });
  try {
    try {
      for await (const piece of stream) {
        bytes += piece.length;
        if (bytes > most)
          throw new UploadRefused(
            "too-large",
            `the video is larger than ${most} bytes, the most that this server takes`,
          );
        await limit.claim(piece.length);
        await writer.push(piece);
      }
    } finally {
      // The file must not be closed while it is written.
      await writer.flush();
    }
    await limit.settle();
    await file.datasync();
  } catch (error) {
    throw isDiskFull(error) ? diskFull() : error;
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/**
 * Gives a file a second name, and replaces a file of that name, which has the same bytes. The first name stays, so a
 * rollback loses nothing.
 */
async function linkOver(path: string, place: string): Promise<void> {
  const beside = `${place}.${randomUUID()}`;
  try {
    await link(path, beside);
    await rename(beside, place);
    // If both names are the same file already, rename does nothing.
    await rm(beside, { force: true });
  } catch (error) {
    // The volume has no hard links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await rename(path, place);
  }
}
