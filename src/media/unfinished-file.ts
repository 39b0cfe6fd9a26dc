/** Files that appear under their name only when they are complete. */
import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf, SisterError } from "../errors.js";

/**
 * Lets `write` make a file under a hidden name beside `output` and gives it its name when `write` has resolved; when it
 * rejects, the file is removed and the error passed on. A file that was there under the name stays until then.
 * Throws a SisterError when the folder cannot be written to.
 *
 * @example
 * await writeWhole("talk.mkv", (path) => runFfmpeg({ ..., output: path }));
 */
export async function writeWhole(output: string, write: (path: string) => Promise<void>): Promise<void> {
  const path = join(dirname(output), `.sister-${randomUUID()}.partial`);
  // Found out before hours of work, and in our words instead of ffmpeg's.
  try {
    await (await open(path, "wx")).close();
  } catch (error) {
    throw new SisterError(
      `${dirname(output)} cannot be written to (${messageOf(error)}): choose another folder with --out, or mend its permissions`,
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

/** Without it, a power cut can leave the final name with no data under it. */
async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
