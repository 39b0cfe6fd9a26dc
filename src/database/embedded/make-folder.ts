/** Creates a folder with its parents. */
import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * The same as `mkdir` with `recursive`. That call of Node.js 20 never returns if the system answers ENOENT for a folder
 * whose parent exists, as /proc does. Rejects with the system's error: ENOTDIR or EEXIST if a file is in the way.
 *
 * @example
 * await makeFolder("/var/lib/sister/videos");
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = dirname(path);
    if (code === "EEXIST") {
      if (!(await stat(path)).isDirectory()) throw error;
    } else if (code === "ENOENT" && above !== path) {
      if (!(await isThere(above))) await makeFolder(above);
      // Another process may have made the parent since: only a second ENOENT tells that this folder cannot be made.
      await mkdir(path, { mode: 0o700 }).catch(async (second: unknown) => {
        if ((second as NodeJS.ErrnoException).code !== "EEXIST" || !(await stat(path)).isDirectory()) throw second;
      });
    } else throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
