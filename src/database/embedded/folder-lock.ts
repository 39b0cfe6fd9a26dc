/** A lock that lets one process at a time use a folder. */
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { UNBOUNDED } from "../../children/bounds.js";
import { startChild } from "../../children/child.js";
import { SisterError } from "../../errors.js";
import { folderProblem } from "./folder-problem.js";
import { makeFolder } from "./make-folder.js";

/** Exit status of `flock` if another process holds the lock. */
const HELD = 99;
const BOUNDS = { ...UNBOUNDED, seconds: 30 };

/**
 * Takes the lock of a folder: the file `FOLDER.lock` beside it. The kernel holds the lock (flock(2)) and releases it
 * when the process ends in any way. A lock file that is left over never keeps a process out, whatever process id is in
 * it. Node.js has no call for it, so `flock` of util-linux locks a descriptor that it inherits. The lock belongs to the
 * open file, so this process keeps it when `flock` has ended.
 *
 * The file contains the id of the process that has the lock, only for the error message of the next process. It is
 * never removed: otherwise a process that waits for the old file and one that creates a new file would both get a lock.
 *
 * Throws a SisterError if another process holds the lock, or if the folder cannot be locked.
 *
 * @example
 * const unlock = await lockFolder("/var/lib/sister/database");
 * unlock();
 */
export async function lockFolder(folder: string): Promise<() => void> {
  const path = `${folder}.lock`;
  let file: number;
  try {
    await makeFolder(dirname(folder));
    file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  } catch (error) {
    throw folderProblem(path, error);
  }
  try {
    await lock(file, folder, path);
    ftruncateSync(file);
    writeSync(file, `${process.pid}\n`, 0);
  } catch (error) {
    closeSync(file);
    throw error instanceof SisterError ? error : folderProblem(path, error);
  }
  return () => {
    // Closing the file releases the lock. The process id is removed before, so that it never stands in a free lock.
    ftruncateSync(file);
    closeSync(file);
  };
}

async function lock(file: number, folder: string, path: string): Promise<void> {
  const words = ["--exclusive", "--nonblock", "--conflict-exit-code", String(HELD), "3"];
  const child = startChild("flock", words, {
    kind: "system",
    what: "flock",
    bounds: BOUNDS,
    stdio: ["ignore", "ignore", "pipe", file],
  });
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (complaint += text));
  const { code, signal, failure } = await child.ended;
  if (code === 0) return;
  if (code === HELD) {
    const holder = readFileSync(path, "utf8").trim();
    const who = /^\d+$/.test(holder) ? `process ${holder}` : "another process";
    throw new SisterError(
      `${folder} is in use by ${who} (another sister serve): stop that one, or set SISTER_DATA_DIR to another folder`,
      { exitCode: 2 },
    );
  }
  if (failure?.trouble === "missing")
    throw new SisterError(`${folder} cannot be locked, because the program flock is missing: install util-linux`);
  const why = (complaint.trim() || failure?.message) ?? `flock ended with ${code ?? signal}`;
  throw new SisterError(
    `${folder} cannot be locked (${why}): set SISTER_DATA_DIR to a folder on a file system with locks, or DATABASE_URL to a PostgreSQL server`,
  );
}
