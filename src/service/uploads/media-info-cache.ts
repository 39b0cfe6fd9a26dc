/** Descriptions of videos, by content. */
import { LRUCache } from "lru-cache";
import { messageOf, SisterError } from "../../errors.js";
import type { MediaDescription } from "../../media/probe/media.js";
import { probe } from "../../media/probe/probe.js";
import type { Queryable } from "../../database/database.js";
import { findFile } from "../../store/files/files.js";
import { clientMessage } from "../client-messages.js";
import { UploadRefused } from "./upload-refused.js";

/** Videos whose description is kept in memory: the database has it only when a job is made of the video. */
const MOST = 100;

/** Finds a description in the database, or else with ffprobe, once for all clients that send the same video. */
export class MediaInfoCache {
  readonly #database: Queryable;
  readonly #probe: (path: string) => Promise<MediaDescription>;
  readonly #found = new LRUCache<string, Promise<MediaDescription>>({ max: MOST });

  /** @param probe replaces ffprobe in tests */
  constructor(database: Queryable, probe: (path: string) => Promise<MediaDescription> = describe) {
    this.#database = database;
    this.#probe = probe;
  }

  /**
   * The description of the video with this SHA-256. Its file must stay at `path` until this resolves. Rejects with
   * UploadRefused if the file is not a video.
   */
  find(sha256: string, path: string): Promise<MediaDescription> {
    const before = this.#found.get(sha256);
    if (before) return before;
    const found = this.#find(sha256, path);
    this.#found.set(sha256, found);
    // A failure may not repeat itself, so it is not kept.
    found.catch(() => this.#found.delete(sha256));
    return found;
  }

  async #find(sha256: string, path: string): Promise<MediaDescription> {
    const known = await findFile(this.#database, sha256);
    return (known?.media as MediaDescription | undefined) ?? this.#probe(path);
  }
}

async function describe(path: string): Promise<MediaDescription> {
  try {
    const { file: _path, ...media } = await probe(path);
    return media;
  } catch (error) {
    // Not a fault of the upload: ffprobe is missing, or it stood still.
    if (!(error instanceof SisterError) || error.exitCode !== 2) throw error;
    throw new UploadRefused("no-video", clientMessage(messageOf(error), { [path]: "the upload" }));
  }
}
