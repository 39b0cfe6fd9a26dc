/** One process at a time in a folder. */
import { mkdir, open, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { SisterError } from "../errors.js";

/**
 * Takes the lock of a folder: a file beside it with this process's id. A lock whose process is gone is taken over. Throws a SisterError where another
 * process has it.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = `${folder}.lock`;
  await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
  for (let attempt = 0; ; attempt++) {
    try {
      const file = await open(path, "wx", 0o600);
      await file.writeFile(`${process.pid}\n`);
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt > 3) throw error;
      const holder = Number((await readFile(path, "utf8").catch(() => "")).trim());
      if (isAlive(holder)) {
        throw new SisterError(
          `${folder} is in use by process ${holder} (another sister serve): stop that one, or set SISTER_DATA_DIR to another folder`,
        );
      }
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
