/** The last step of an installation. */
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Moves a new folder to its place atomically, and removes an existing one (damaged, or of another version). All three
 * are on the same file system.
 *
 * @param work a private folder of the caller, for the old folder
 */
export async function putInPlace(fresh: string, dir: string, work: string): Promise<void> {
  const old = join(work, "old");
  await mkdir(dirname(dir), { recursive: true });
  await rm(old, { recursive: true, force: true });
  await syncFolder(fresh);
  await rename(dir, old).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
  await rename(fresh, dir);
  await syncFolder(dirname(dir));
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
