/** Jobs that are tried again. */
import { maybeOne, type Database } from "../../database/database.js";
import { RETRIED_STATUSES, sqlList } from "../statuses.js";
import { appendEvent } from "./events.js";
import { JOB_COLUMNS, WORK_CHANNEL, type JobRecord } from "./jobs.js";
import { retryTranslations } from "./retranslations.js";
import { returnSegments } from "./segments.js";

/**
 * Queues a failed or cancelled job again. Segments that were recognized are not recognized again. If only translations
 * are missing, in a completed job too, only those are done again, and edits stay. Null if there is no such job, or there
 * is nothing to do again.
 */
export function retryJob(database: Database, owner: string, id: string): Promise<JobRecord | null> {
  return database.transaction(async (transaction) => {
    const job = await maybeOne<JobRecord>(
      transaction,
      `SELECT ${JOB_COLUMNS} FROM jobs WHERE id = $1 AND owner = $2 AND status IN ${sqlList([...RETRIED_STATUSES, "completed"])} FOR UPDATE`,
      [id, owner],
    );
    if (!job) return null;
    const again = await retryTranslations(transaction, job);
    if (again || job.status === "completed") return again;
    const queued = await maybeOne<JobRecord>(
      transaction,
      `UPDATE jobs SET status = 'queued', error = NULL, warnings = '[]', finished_at = NULL, attempts = 0, not_before = now(),
         segments_failed = 0, done_seconds = 0, segments_done = 0
       WHERE id = $1 RETURNING ${JOB_COLUMNS}`,
      [id],
    );
    if (!queued) throw new Error("UPDATE returned no row");
    await returnSegments(transaction, id, { failed: true });
    await appendEvent(transaction, id, "status", { status: "queued" });
    await transaction.query("SELECT pg_notify($1, $2)", [WORK_CHANNEL, queued.route]);
    return queued;
  });
}
