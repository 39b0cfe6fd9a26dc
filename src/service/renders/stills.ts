/** Still pictures of videos. A picture is made at its first request and kept with the job's files. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { MediaInfo } from "../../media/probe/media.js";
import { stillPicture } from "../../media/preview.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { roomFor } from "../uploads/disk-room.js";
import { Semaphore } from "../../semaphore.js";
import { UploadRefused } from "../uploads/upload-refused.js";

/** Pictures that a server makes at once: jobs need the cores. */
const AT_ONCE = 2;
/** Pictures that are kept of a job. When there are more, the older half is removed. */
const MOST = 1000;

/** Most requests of one owner that may wait. */
const WAITING_MOST = 100;

export interface StillRequest {
  job: string;
  owner: string;
  info: MediaInfo;
  /** Whole milliseconds from the video's time 0. */
  milliseconds: number;
  width: number;
  signal?: AbortSignal;
}

export class Stills {
  readonly #folder: DataFolder;
  readonly #isThere: (job: string) => Promise<boolean>;
  readonly #slots = new Semaphore(AT_ONCE);

  /** @param isThere whether a job still exists; the pictures of a job that was removed meanwhile are removed, too */
  constructor(folder: DataFolder, isThere: (job: string) => Promise<boolean>) {
    this.#folder = folder;
    this.#isThere = isThere;
  }

  /**
   * The picture as a JPEG. Null if there is none. Rejects with an FfmpegFailure, the signal's reason, or UploadRefused
   * if too many requests wait.
   */
  async read({ job, owner, info, milliseconds, width, signal }: StillRequest): Promise<Uint8Array | null> {
    const folder = this.#folder.stills(job);
    const path = join(folder, `${milliseconds}-${width}.jpg`);
    const kept = (): Promise<Uint8Array | null> => readFile(path).catch(() => null);
    const before = await kept();
    if (before) return before;
    if (this.#slots.waiting(owner) >= WAITING_MOST)
      throw new UploadRefused(
        "too-many",
        `${WAITING_MOST} requests for pictures of your videos are waiting: send fewer at once`,
      );
    return this.#slots.run(
      async () => {
        // An earlier request may have been for the same picture.
        const meanwhile = await kept();
        if (meanwhile) return meanwhile;
        const time = milliseconds / 1000;
        const still = await stillPicture(info, { time, width, ...(signal ? { signal } : {}) });
        // A picture that cannot be kept is made again at the next request.
        if (still) await this.#keep(job, folder, path, still).catch(() => undefined);
        return still;
      },
      signal,
      owner,
    );
  }

  async #keep(job: string, folder: string, path: string, still: Uint8Array): Promise<void> {
    if ((await roomFor(this.#folder.path)) < still.length) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const names = await readdir(folder);
    if (names.length >= MOST) await removeOlder(folder, names);
    const unfinished = join(folder, `${randomUUID()}.partial`);
    await writeFile(unfinished, still, { mode: 0o600 });
    await rename(unfinished, path);
    if (!(await this.#isThere(job))) await rm(this.#folder.outputs(job), { recursive: true, force: true });
  }
}

async function removeOlder(folder: string, names: string[]): Promise<void> {
  const ages = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0 })),
  );
  ages.sort((a, b) => a.at - b.at);
  for (const { name } of ages.slice(0, names.length / 2)) await rm(join(folder, name), { force: true });
}
