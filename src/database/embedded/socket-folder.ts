/** The folder of the embedded database's socket: only its owner may enter it. */
import { createHash } from "node:crypto";
import { chmod, lstat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SisterError } from "../../errors.js";
import { folderProblem } from "./folder-problem.js";
import { makeFolder } from "./make-folder.js";

/** The port is part of the name that `pg` and `psql` look for. */
export const SOCKET_PORT = 5432;
const SOCKET_NAME = `.s.PGSQL.${SOCKET_PORT}`;
/** Linux has 108 bytes for a socket's path, with the zero at its end. */
const PATH_MOST = 107;

export const socketIn = (socketFolder: string): string => join(socketFolder, SOCKET_NAME);

/**
 * Where the database of a folder has its socket: in a folder beside it. If that path is too long for a socket, it is in
 * the folder of temporary files.
 *
 * @example
 * socketFolder("/var/lib/sister/database"); // "/var/lib/sister/database.socket"
 */
export function socketFolder(databaseFolder: string): string {
  const beside = `${databaseFolder}.socket`;
  if (Buffer.byteLength(socketIn(beside)) <= PATH_MOST) return beside;
  const name = createHash("sha256").update(databaseFolder).digest("hex").slice(0, 32);
  return join(tmpdir(), `sister-${process.getuid?.() ?? 0}-${name}`);
}

/** Makes the folder. Throws a SisterError if it cannot be made, or if it is another user's. */
export async function makeSocketFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== (process.getuid?.() ?? found.uid))
      throw new SisterError(`${path} belongs to another user: remove it, or set TMPDIR to a folder of your own`, {
        exitCode: 2,
      });
    await chmod(path, 0o700);
  } catch (error) {
    throw error instanceof SisterError ? error : folderProblem(path, error);
  }
}
