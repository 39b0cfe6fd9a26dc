/** Removes the files of a removed job. */
import { rm } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { forgetPendingRemoval, type PendingRemoval } from "../../store/files/pending-removals.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { forgetVideo } from "./forget-video.js";

/** May be done again, and by several at once: what is gone is gone. */
export async function removeFiles(database: Database, folder: DataFolder, { job, file }: PendingRemoval): Promise<void> {
  // Tried again where a render that has not noticed yet writes into it.
  await rm(folder.outputs(job), { recursive: true, force: true, maxRetries: 5 });
  if (file !== null) await forgetVideo(database, folder, file);
  await forgetPendingRemoval(database, job);
}
