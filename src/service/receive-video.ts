/** An upload on its way to the disk: hashed as it comes, never in memory as a whole, and durable before anybody is told. */
import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import type { MediaInfo } from "../media/media.js";
import { probe } from "../media/probe.js";
import type { DataFolder } from "./data-folder.js";
import { syncFolder } from "./sync-folder.js";

/** Why an upload was refused: nothing of it is left. */
export class UploadRefused extends Error {
  readonly reason: "too-large" | "disk-full" | "cut-off" | "no-video";
  constructor(reason: UploadRefused["reason"], message: string) {
    super(message);
    this.name = "UploadRefused";
    this.reason = reason;
  }
}

/** A video on the disk that no job has yet. */
export interface ReceivedVideo {
  sha256: string;
  bytes: number;
  /** What it is; without a path, because it has no place yet. */
  media: Omit<MediaInfo, "file">;
  /** Moves it, durably, to where videos are kept. Call it with the lock of the file (`lockFile`), or a removal may take it away again. */
  keep(): Promise<void>;
  /** Removes it, unless it was kept. */
  discard(): Promise<void>;
}

/**
 * Takes a video in. When it resolves the bytes are on the disk, and the caller keeps or discards them. Rejects with UploadRefused for what the sender or
 * the disk did, and leaves nothing behind then.
 */
export async function receiveVideo(
  folder: DataFolder,
  stream: AsyncIterable<Uint8Array>,
  { bytesMost }: { bytesMost: number },
): Promise<ReceivedVideo> {
  const path = join(folder.incoming, randomUUID());
  const discard = (): Promise<void> => rm(path, { force: true });
  try {
    const { sha256, bytes } = await write(path, stream, bytesMost);
    const { file: _path, ...media } = await describe(path);
    const keep = async (): Promise<void> => {
      const place = folder.video(sha256);
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      // Over one that is there: the same bytes.
      await rename(path, place);
      await syncFolder(dirname(place));
    };
    return { sha256, bytes, media, keep, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function write(
  path: string,
  stream: AsyncIterable<Uint8Array>,
  most: number,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const piece of stream) {
      bytes += piece.length;
      if (bytes > most)
        throw new UploadRefused("too-large", `the video is larger than ${most} bytes, the most that this server takes`);
      hash.update(piece);
      await file.writeFile(piece);
    }
    await file.datasync();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOSPC" || code === "EDQUOT")
      throw new UploadRefused("disk-full", "the server's disk is full: try again later, or tell its operator");
    throw error;
  } finally {
    await file.close();
  }
  return { sha256: hash.digest("hex"), bytes };
}

async function describe(path: string): Promise<MediaInfo> {
  try {
    return await probe(path);
  } catch (error) {
    if (!(error instanceof SisterError)) throw error;
    // The path is the server's own affair.
    throw new UploadRefused("no-video", messageOf(error).replaceAll(path, "the upload"));
  }
}
