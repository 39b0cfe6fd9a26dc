/** Still pictures of videos, made when they are first asked for and kept with the job's files. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { MediaInfo } from "../../media/probe/media.js";
import { stillPicture } from "../../media/preview.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { roomFor } from "../uploads/disk-room.js";
import { Semaphore } from "../../semaphore.js";
import { UploadRefused } from "../uploads/upload-refused.js";

/** Of one server: jobs need the cores. */
const AT_ONCE = 2;
/** Pictures that are kept of a job; then the older half of them is removed. */
const MOST = 1000;

/** Pictures that wait for one owner. */
const WAITING_MOST = 100;

export interface StillRequest {
  job: string;
  owner: string;
  info: MediaInfo;
  /** In whole milliseconds from the video's time 0. */
  milliseconds: number;
  width: number;
  signal?: AbortSignal;
}

export class Stills {
  readonly #folder: DataFolder;
  readonly #isThere: (job: string) => Promise<boolean>;
  readonly #slots = new Semaphore(AT_ONCE);

  /** `isThere`: whether a job is still there; what is kept of one that was removed meanwhile goes too. */
  constructor(folder: DataFolder, isThere: (job: string) => Promise<boolean>) {
    this.#folder = folder;
    this.#isThere = isThere;
  }

  /** The picture as a JPEG; null if there is none. Rejects with an FfmpegFailure, the signal's reason, or UploadRefused if too many are waited for. */
  async read({ job, owner, info, milliseconds, width, signal }: StillRequest): Promise<Uint8Array | null> {
    const folder = this.#folder.stills(job);
    const path = join(folder, `${milliseconds}-${width}.jpg`);
    const kept = (): Promise<Uint8Array | null> => readFile(path).catch(() => null);
    const before = await kept();
    if (before) return before;
    if (this.#slots.waiting(owner) >= WAITING_MOST)
      throw new UploadRefused(
        "too-many",
        `${WAITING_MOST} pictures of your videos are waited for: ask for fewer at once`,
      );
    return this.#slots.run(
      async () => {
        // Somebody who was before may have asked for the same.
        const meanwhile = await kept();
        if (meanwhile) return meanwhile;
        const time = milliseconds / 1000;
        const still = await stillPicture(info, { time, width, ...(signal ? { signal } : {}) });
        // One that cannot be kept is made again.
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
