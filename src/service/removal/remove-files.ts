/** Deletes the files of a removed job. */
import { rm } from "node:fs/promises";
import type { Database } from "../../database/database.js";
import { forgetPendingRemoval, type PendingRemoval } from "../../store/files/pending-removals.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { forgetVideo } from "./forget-video.js";

/** Can be repeated, also by several servers at once. */
export async function removeFiles(
  database: Database,
  folder: DataFolder,
  { job, file }: PendingRemoval,
): Promise<void> {
  // Repeated, because a render that has not noticed the removal yet may still write there.
  await rm(folder.outputs(job), { recursive: true, force: true, maxRetries: 5 });
  if (file !== null) await forgetVideo(database, folder, file);
  await forgetPendingRemoval(database, job);
}
