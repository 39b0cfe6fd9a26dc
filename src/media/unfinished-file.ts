/** Files that appear under their name only when they are complete. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf, SisterError } from "../errors.js";

/**
 * Calls `write` with a hidden path beside `output`, and renames the file to `output` when `write` resolves. If it
 * rejects, the file is removed and the error passed on. An existing file stays until then. Throws a SisterError if the
 * folder is not writable.
 *
 * @example
 * await writeWhole("talk.mkv", (path) => runFfmpeg({ ..., output: path }));
 */
export async function writeWhole(output: string, write: (path: string) => Promise<void>): Promise<void> {
  const path = join(dirname(output), `.sister-${randomUUID()}.partial`);
  // Checked before hours of work, and with a clearer message than ffmpeg's.
  try {
    await (await open(path, "wx")).close();
  } catch (error) {
    throw new SisterError(
      `${dirname(output)} cannot be written to (${messageOf(error)}): choose another folder with --out, or change its permissions`,
      {
        cause: error,
      },
    );
  }
  try {
    await write(path);
    await syncFile(path);
    await rename(path, output);
  } catch (error) {
    await rm(path, { force: true });
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new SisterError(
      `${basename(output)} could not be finished (${messageOf(error)}): check the disk and try again`,
      { cause: error },
    );
  }
}

/** Without this, a power failure can leave the final name without data. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
