/**
 * Which databases have files in a data folder. If there is only one, files that it does not know are left over. If
 * there are several, they may be another's.
 */
import { appendFile, open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../database/database.js";
import { readInstallation } from "../../store/files/sweep-statements.js";
import type { DataFolder } from "../uploads/data-folder.js";

/** A file with the id of each database whose servers used the folder, one per line. */
const NAME = "databases";
/** The line for a folder that was in use before ids were recorded. */
const UNKNOWN = "unknown";

/**
 * Records that this database uses the folder. Resolves with whether it is the only one that ever did.
 *
 * @param hasStrangers whether there are files that this database does not know; called if the folder has no records yet
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
  // An embedded database in the same folder counts as well.
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

/** Appends, so that no line is lost if servers of several databases start at once. */
async function note(path: string, line: string): Promise<void> {
  await appendFile(path, `${line}\n`, { mode: 0o600 });
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
