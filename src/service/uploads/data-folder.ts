/** Paths in the data folder. Its names are hashes and generated ids: a client's file name is never part of a path. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { folderProblem } from "../../database/embedded/folder-problem.js";
import { makeFolder } from "../../database/embedded/make-folder.js";
import { renderExtension, type RenderRecord } from "../../store/renders/renders.js";

/** Extension of the file of a resumable upload. Its name is the upload's id. */
const RESUMABLE = ".upload";

export class DataFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Creates the folders that are missing. Throws a SisterError if it cannot. */
  static async open(path: string): Promise<DataFolder> {
    const folder = new DataFolder(path);
    try {
      for (const one of [folder.incoming, folder.videos, folder.allOutputs]) await makeFolder(one);
      return folder;
    } catch (error) {
      throw folderProblem(`the data folder ${path}`, error);
    }
  }

  /** The folder with all videos. */
  get videos(): string {
    return join(this.path, "videos");
  }

  /** The folder with the outputs of all jobs. */
  get allOutputs(): string {
    return join(this.path, "outputs");
  }

  /** The folder of the embedded database. */
  get database(): string {
    return join(this.path, "database");
  }

  /** Uploads that are not complete. */
  get incoming(): string {
    return join(this.path, "incoming");
  }

  /** The file with the bytes of a resumable upload that have arrived. */
  upload(id: string): string {
    return join(this.incoming, `${id}${RESUMABLE}`);
  }

  /** How many bytes of a resumable upload have arrived. Null if its file is gone. */
  async arrivedBytes(id: string): Promise<number | null> {
    return (await stat(this.upload(id)).catch(() => null))?.size ?? null;
  }

  /**
   * The files in `incoming/`. `upload`: id of a resumable upload; null: it arrives in one request. `touched`: time of
   * the last write.
   */
  async listIncoming(): Promise<{ path: string; upload: string | null; touched: Date }[]> {
    const found: { path: string; upload: string | null; touched: Date }[] = [];
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      const upload = name.endsWith(RESUMABLE) ? name.slice(0, -RESUMABLE.length) : null;
      const stats = await stat(path).catch(() => null);
      if (stats) found.push({ path, upload, touched: stats.mtime });
    }
    return found;
  }

  /** The file of a video, by its SHA-256. */
  video(sha256: string): string {
    return join(this.videos, sha256.slice(0, 2), sha256);
  }

  /** The folder with the outputs of a job. */
  outputs(job: string): string {
    return join(this.allOutputs, job);
  }

  /** The folder with still pictures of a job's video. They are made again if they are gone. */
  stills(job: string): string {
    return join(this.outputs(job), "stills");
  }

  /** The file of a finished render. */
  render({ job, id, kind }: Pick<RenderRecord, "job" | "id" | "kind">): string {
    return join(this.outputs(job), `${id}.${renderExtension(kind)}`);
  }
}
