/** Whose files are in a data folder. Files of which a database knows nothing are rubbish if it is the only one, and another's if it is not. */
import { appendFile, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../database/database.js";
import { readInstallation } from "../../store/files/sweep-statements.js";
import type { DataFolder } from "../uploads/data-folder.js";

/** Holds the id of each database whose servers used the folder, a line each. */
const NAME = "databases";
/** A line of a folder that was in use before such ids were noted. */
const UNKNOWN = "unknown";

/**
 * Notes that this database uses the folder; resolves with whether it is the only one that ever did. `hasStrangers`: whether there are files that this
 * database does not know, asked when the folder has no notes yet.
 */
export async function claimFolder(
  database: Database,
  folder: DataFolder,
  hasStrangers: () => Promise<boolean>,
): Promise<boolean> {
  const path = join(folder.path, NAME);
  const id = await readInstallation(database);
  let lines = await linesOf(path);
  if (lines.length === 0 && (await hasStrangers())) {
    await note(path, UNKNOWN);
    lines = [UNKNOWN];
  }
  if (!lines.includes(id)) {
    await note(path, id);
    lines = await linesOf(path);
  }
  // The embedded database of the same folder has files in it, too.
  const others = database.kind === "postgres" && (await stat(folder.database).catch(() => null)) !== null;
  return !others && lines.every((line) => line === id);
}

async function linesOf(path: string): Promise<string[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    return "";
  });
  return text.split("\n").filter(Boolean);
}

/** Appended, so that servers of several databases that begin at once lose no line. */
async function note(path: string, line: string): Promise<void> {
  await appendFile(path, `${line}\n`, { mode: 0o600 });
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
