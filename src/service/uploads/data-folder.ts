/** Where things lie in the data folder. Names in it are hashes and ids of ours: what a user called a file is never part of a path. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { folderProblem } from "../../database/embedded/folder-problem.js";
import { makeFolder } from "../../database/embedded/make-folder.js";
import { renderExtension, type RenderRecord } from "../../store/renders/renders.js";

/** How the file of a resumable upload ends; its name is its id. */
const RESUMABLE = ".upload";

export class DataFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Makes what is missing; throws a SisterError where it cannot. */
  static async open(path: string): Promise<DataFolder> {
    const folder = new DataFolder(path);
    try {
      for (const one of [folder.incoming, folder.videos, folder.allOutputs]) await makeFolder(one);
      return folder;
    } catch (error) {
      throw folderProblem(`the data folder ${path}`, error);
    }
  }

  get videos(): string {
    return join(this.path, "videos");
  }

  /** Of all jobs. */
  get allOutputs(): string {
    return join(this.path, "outputs");
  }

  get database(): string {
    return join(this.path, "database");
  }

  /** Uploads that are not complete. */
  get incoming(): string {
    return join(this.path, "incoming");
  }

  /** What has come of a resumable upload. */
  upload(id: string): string {
    return join(this.incoming, `${id}${RESUMABLE}`);
  }

  /** How many bytes of a resumable upload are there; null where its file is gone. */
  async arrivedBytes(id: string): Promise<number | null> {
    return (await stat(this.upload(id)).catch(() => null))?.size ?? null;
  }

  /** What lies in `incoming/`: `upload` is the id of a resumable upload; null: what came in one request. `touched`: when it was last written to. */
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

  /** A video by its SHA-256. */
  video(sha256: string): string {
    return join(this.videos, sha256.slice(0, 2), sha256);
  }

  /** What a job writes. */
  outputs(job: string): string {
    return join(this.allOutputs, job);
  }

  /** Still pictures of a job's video, which are made again if they are gone. */
  stills(job: string): string {
    return join(this.outputs(job), "stills");
  }

  /** A finished render: a mux is a Matroska file, all others are MP4. */
  render({ job, id, kind }: Pick<RenderRecord, "job" | "id" | "kind">): string {
    return join(this.outputs(job), `${id}.${renderExtension(kind)}`);
  }
}
