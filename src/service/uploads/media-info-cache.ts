/** What videos are, by content: asked of the database, else looked at with ffprobe, once for all who send the same. */
import { messageOf, SisterError } from "../../errors.js";
import type { MediaDescription } from "../../media/probe/media.js";
import { probe } from "../../media/probe/probe.js";
import type { Queryable } from "../../database/database.js";
import { findFile } from "../../store/files/files.js";
import { UploadRefused } from "./upload-refused.js";
import { forCallers } from "../for-callers.js";

/** Looks that are remembered: what was found is in the database only when a job is. */
const MOST = 100;

/** The looks of one server. */
export class VideoLooks {
  readonly #database: Queryable;
  readonly #probe: (path: string) => Promise<MediaDescription>;
  readonly #looks = new Map<string, Promise<MediaDescription>>();

  /** `look`: for tests. */
  constructor(database: Queryable, look: (path: string) => Promise<MediaDescription> = describe) {
    this.#database = database;
    this.#probe = look;
  }

  /** What the video of this SHA-256 is, which lies at `path` until this resolves. Rejects with UploadRefused where it is none. */
  at(sha256: string, path: string): Promise<MediaDescription> {
    const before = this.#looks.get(sha256);
    if (before) return before;
    const look = this.#look(sha256, path);
    const [oldest] = this.#looks.keys();
    if (oldest !== undefined && this.#looks.size >= MOST) this.#looks.delete(oldest);
    this.#looks.set(sha256, look);
    // What failed may succeed another time.
    look.catch(() => this.#looks.delete(sha256));
    return look;
  }

  async #look(sha256: string, path: string): Promise<MediaDescription> {
    const known = await findFile(this.#database, sha256);
    return (known?.media as MediaDescription | undefined) ?? this.#probe(path);
  }
}

async function describe(path: string): Promise<MediaDescription> {
  try {
    const { file: _path, ...media } = await probe(path);
    return media;
  } catch (error) {
    // That ffprobe is missing, or stood still, is not the upload's fault.
    if (!(error instanceof SisterError) || error.exitCode !== 2) throw error;
    // The path is the server's own affair.
    throw new UploadRefused("no-video", forCallers(messageOf(error), { [path]: "the upload" }));
  }
}
