/** One process at a time in a folder. */
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { UNBOUNDED } from "../../children/bounds.js";
import { startChild } from "../../children/child.js";
import { SisterError } from "../../errors.js";
import { folderProblem } from "./folder-problem.js";
import { makeFolder } from "./make-folder.js";

/** Exit status of `flock` for a lock that another process holds. */
const HELD = 99;
const BOUNDS = { ...UNBOUNDED, seconds: 30 };

/**
 * Takes the lock of a folder, `FOLDER.lock` beside it. The kernel keeps the lock (flock(2)) and gives it back when the process ends, however it
 * ends: a lock file that is left over never keeps anybody out, whatever process id stands in it. Node.js has no call for it, so `flock` of util-linux
 * locks a descriptor that it inherits. The lock belongs to the open file, so it stays with this process when `flock` has ended.
 *
 * The file holds the id of the process that has the lock, for the error of the next one alone. It is never removed: a process that waits for the old
 * file and one that makes a new one would both have a lock.
 *
 * Throws a SisterError if another process holds the lock, or if there is no way to lock.
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
    // Closing the file gives the lock back. The name goes first: nobody is to read it in a lock that is free.
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
    throw new SisterError(`${folder} cannot be locked, because there is no program flock: install util-linux`);
  const why = (complaint.trim() || failure?.message) ?? `flock ended with ${code ?? signal}`;
  throw new SisterError(
    `${folder} cannot be locked (${why}): set SISTER_DATA_DIR to a folder of a file system that has locks, or DATABASE_URL to a PostgreSQL`,
  );
}
