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
    } else if (code === "ENOENT" && above !== path && !(await isThere(above))) {
      await makeFolder(above);
      await makeFolder(path);
    } else throw error;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
