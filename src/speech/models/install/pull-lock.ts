/**
 * Allows one installation of a model at a time, over all processes of a user, and over hosts that share a home folder.
 */
import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { writeProblem } from "./write-problem.js";

/** Milliseconds between renewals of a lock, and without a renewal until its holder counts as gone. */
const RENEWED_MS = 5_000;
const GONE_MS = 60_000;
const LOOK_MS = 200;

export interface LockOptions {
  /** Called once if another process holds it, with "process 123" or "process 123 on HOST". */
  onWait?: ((holder: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Runs `work` while this process holds the lock `file`. Waits for another holder, and takes over from one that is gone.
 */
export async function withPullLock<T>(file: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { onWait, signal } = options;
  const own = `${process.pid} ${hostname()}`;
  let told = false;
  while (!(await tryLock(file, own))) {
    signal?.throwIfAborted();
    const holder = await readFile(file, "utf8").catch(() => "");
    if (await isGone(file, holder)) await clear(file, holder);
    else if (holder !== "" && !told) {
      const [pid, host] = holder.split(" ");
      onWait?.(host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`);
      told = true;
    }
    await delay(LOOK_MS, undefined, signal ? { signal } : {});
  }
  const renewal = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), RENEWED_MS);
  renewal.unref();
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await rm(file, { force: true });
  }
}

/** Takes the lock if it is free. A link appears together with its content, so nobody reads a half-written lock. */
async function tryLock(file: string, own: string): Promise<boolean> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(aside, own);
    await link(aside, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw writeProblem(dirname(file), error);
    return false;
  } finally {
    await rm(aside, { force: true }).catch(() => undefined);
  }
}

async function isGone(file: string, holder: string): Promise<boolean> {
  const [pid = "", host] = holder.split(" ");
  if (host === hostname()) return !isAlive(Number(pid));
  const touched = (await stat(file).catch(() => null))?.mtimeMs;
  return touched !== undefined && Date.now() - touched > GONE_MS;
}

/** Removes the lock of a process that is gone, unless another process has just replaced it. */
async function clear(file: string, holder: string): Promise<void> {
  const moved = `${file}.${randomUUID()}`;
  try {
    await rename(file, moved);
  } catch {
    return;
  }
  if ((await readFile(moved, "utf8").catch(() => "")) !== holder) await link(moved, file).catch(() => undefined);
  await rm(moved, { force: true });
}

/** Whether a process with this id runs on this host, under any user. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
