/** Deletes the file of a video that no job uses any more. */
import { rm } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { findFile, lockFile } from "../../store/files/files.js";
import type { DataFolder } from "../uploads/data-folder.js";

/** Checks again under the lock of the file: the same video may have been uploaded since its last job was removed. */
export function forgetVideo(database: Database, folder: DataFolder, sha256: string): Promise<void> {
  return database.transaction(async (transaction) => {
    await lockFile(transaction, sha256);
    if (!(await findFile(transaction, sha256))) await rm(folder.video(sha256), { force: true });
  });
}
