/**
 * Removes files without a row, and rows without a file: a server that is killed between the two leaves them. Nothing
 * else finds them, because everything else starts from a row. A server sweeps at its start.
 */
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../database/database.js";
import { lockFile } from "../../store/files/files.js";
import { deleteUploads, knownJobs, knownVideos, listUploads, readWork } from "../../store/files/sweep-statements.js";
import { knownUploads } from "../../store/files/uploads.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { endOrphans } from "../work/end-orphans.js";
import { claimFolder } from "./folder-owner.js";
import { forgetVideo } from "./forget-video.js";

export interface Sweep {
  database: Database;
  folder: DataFolder;
  /** No other server uses this folder and this database: unfinished files are left over. */
  alone: boolean;
  /** Unfinished files that were last written before this time are left over: a day before the confirmed time. */
  before: Date;
  warn: (message: string) => void;
}

const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Sweeps the data folder. Files that another server is making stay: they have a row, their lock is held, or they are
 * younger than a day.
 */
export async function sweep(around: Sweep): Promise<void> {
  const { database, folder, warn } = around;
  const strangers = async (): Promise<boolean> => {
    const videos = await listVideos(folder);
    const known = await knownVideos(database, videos.kept);
    return videos.kept.some((hash) => !known.has(hash));
  };
  if (await claimFolder(database, folder, strangers)) {
    await sweepVideos(around);
    await sweepOutputs(around);
  } else {
    warn(
      `the data folder ${folder.path} was used with more than one database: files without a job stay in it, because they may belong to another database`,
    );
  }
  await sweepIncoming(around);
}

/** `kept`: files whose names are hashes. `halves`: second names of files that were about to be kept. */
async function listVideos(folder: DataFolder): Promise<{ kept: string[]; halves: { sha256: string; path: string }[] }> {
  const kept: string[] = [];
  const halves: { sha256: string; path: string }[] = [];
  for (const part of await readdir(folder.videos)) {
    for (const name of await readdir(join(folder.videos, part)).catch(() => [])) {
      const [sha256 = "", rest] = name.split(".", 2);
      if (!HASH.test(sha256) || !sha256.startsWith(part)) continue;
      if (rest === undefined) kept.push(sha256);
      else if (UUID.test(rest)) halves.push({ sha256, path: join(folder.videos, part, name) });
    }
  }
  return { kept, halves };
}

async function sweepVideos({ database, folder }: Sweep): Promise<void> {
  // Files before rows: a file that is added meanwhile has a row by the time of the query, or its lock is held.
  const { kept, halves } = await listVideos(folder);
  const known = await knownVideos(database, kept);
  for (const sha256 of kept) if (!known.has(sha256)) await forgetVideo(database, folder, sha256);
  for (const { sha256, path } of halves) {
    // Such a name exists only for a moment, while the lock is held.
    await database.transaction(async (transaction) => {
      await lockFile(transaction, sha256);
      await rm(path, { force: true });
    });
  }
}

async function sweepOutputs(around: Sweep): Promise<void> {
  const { database, folder } = around;
  const jobs = (await readdir(folder.allOutputs)).filter((name) => UUID.test(name));
  const known = await knownJobs(database, jobs);
  for (const job of jobs) {
    if (known.has(job)) await sweepJob(around, job);
    else {
      await endOrphans(folder.outputs(job));
      await rm(folder.outputs(job), { recursive: true, force: true, maxRetries: 5 });
    }
  }
}

/**
 * Removes what a killed server leaves in the folder of a job: folders of leases that are over, removed renders,
 * unfinished pictures.
 */
async function sweepJob({ database, folder, alone, before }: Sweep, job: string): Promise<void> {
  const outputs = folder.outputs(job);
  const names = await readdir(outputs);
  // Leases after names: a name that was found was made by a holder of an earlier lease, or of the current one.
  const work = await readWork(database, job);
  const renders = new Map(work.renders.map(({ id, fence }) => [id, fence]));
  const isLeftOver = (name: string): boolean => {
    if (/^\d+$/.test(name)) return alone || work.fence === null || Number(name) < work.fence;
    const [, render, fence] = /^render-([0-9a-f-]{36})-(\d+)$/.exec(name) ?? [];
    if (render !== undefined) {
      const held = renders.get(render) ?? null;
      return alone || held === null || Number(fence) < held;
    }
    const [, video] = /^([0-9a-f-]{36})\.(mkv|mp4)$/.exec(name) ?? [];
    return video !== undefined && !renders.has(video);
  };
  for (const name of names.filter(isLeftOver)) {
    if (!name.includes(".")) await endOrphans(`${join(outputs, name)}/`);
    await rm(join(outputs, name), { recursive: true, force: true, maxRetries: 5 });
  }
  const stills = folder.stills(job);
  for (const name of await readdir(stills).catch(() => [])) {
    if (!name.endsWith(".partial")) continue;
    const path = join(stills, name);
    const touched = (await stat(path).catch(() => null))?.mtime ?? before;
    if (alone || touched < before) await rm(path, { force: true });
  }
}

async function sweepIncoming({ database, folder, alone, before }: Sweep): Promise<void> {
  const found = await folder.listIncoming();
  const old = found.filter(({ touched }) => alone || touched < before);
  const ids = old.flatMap(({ upload }) => (upload !== null && UUID.test(upload) ? [upload] : []));
  const begun = ids.length === 0 ? new Set<string>() : await knownUploads(database, ids);
  for (const { path, upload } of old)
    if (upload === null || !begun.has(upload)) await rm(path, { recursive: true, force: true });
  if (!alone) return;
  const there = new Set(found.map(({ upload }) => upload));
  const without = (await listUploads(database)).filter((id) => !there.has(id));
  if (without.length > 0) await deleteUploads(database, without);
}
