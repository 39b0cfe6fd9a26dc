/** A video on its way to the disk: hashed as it comes, never in memory as a whole, and durable before anybody is told. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MediaDescription } from "../../media/probe/media.js";
import type { DataFolder } from "./data-folder.js";
import { diskFull, isDiskFull } from "./disk-room.js";
import { syncFolder } from "./sync-folder.js";
import { UploadRefused } from "./upload-refused.js";
import type { MediaInfoCache } from "./media-info-cache.js";

/** A video on the disk that no job has yet. */
export interface ReceivedVideo {
  sha256: string;
  bytes: number;
  media: MediaDescription;
  /** Puts it, durably, where videos are kept. Call it with the lock of the file (`lockFile`), or a removal may take it away again. */
  keep(): Promise<void>;
  /** Removes where it came in; what was kept stays. */
  discard(): Promise<void>;
}

/**
 * Takes a video in. `claim` is asked for room before bytes are written, and rejects if there is none. When it resolves the bytes are on the disk, and the caller keeps or discards them. Rejects with UploadRefused for what the sender or
 * the disk did, and leaves nothing behind then.
 */
export async function receiveVideo(
  folder: DataFolder,
  stream: AsyncIterable<Uint8Array>,
  { bytesMost, mediaInfo, claim }: { bytesMost: number; mediaInfo: MediaInfoCache; claim: (bytes: number) => Promise<void> },
): Promise<ReceivedVideo> {
  const path = join(folder.incoming, randomUUID());
  try {
    return await received(folder, path, await write(path, stream, bytesMost, claim), mediaInfo);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/**
 * Takes in a video that lies, durable and whole, in `incoming/`. It stays there until it is discarded, whatever this rejects with. `hashed`: its SHA-256,
 * where it was hashed as it came; null: it is read.
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
  claim: (bytes: number) => Promise<void>,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of stream) {
      bytes += piece.length;
      if (bytes > most)
        throw new UploadRefused("too-large", `the video is larger than ${most} bytes, the most that this server takes`);
      await claim(piece.length);
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.datasync();
  } catch (error) {
    throw isDiskFull(error) ? diskFull() : error;
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Gives a file a second name, over what has it: the same bytes. The first name stays, so a transaction that is rolled back takes nothing away. */
async function linkOver(path: string, place: string): Promise<void> {
  const beside = `${place}.${randomUUID()}`;
  try {
    await link(path, beside);
    await rename(beside, place);
    // Where both names are of one file already, renaming does nothing.
    await rm(beside, { force: true });
  } catch (error) {
    // Volumes without hard links.
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    await rename(path, place);
  }
}
