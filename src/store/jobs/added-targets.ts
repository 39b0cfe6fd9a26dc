/**
 * A target that is added to a completed job. It waits in the job's own row and the job goes through the queue again, so
 * leases, fences and cancelling are those of jobs: a crash loses nothing, and a second request finds the first.
 */
import type { Warning } from "../../subtitles/document.js";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { NO_LEASE } from "../leases/lease.js";
import { appendEvent } from "./events.js";
import { JOB_COLUMNS, WORK_CHANNEL, type JobRecord } from "./jobs.js";
import { asHolder, type Lease } from "./leases.js";
import { writeSubtitles, type SubtitleText } from "./subtitles.js";

/** A target that is being added. */
export interface AddedTarget {
  target: string;
  /** The id of its translator. */
  translator: string;
}

/**
 * Queues a completed job again, for one target more. Resolves with the job, also if an earlier request added or is
 * adding the same target; null if there is no such job; "refused" if its status does not allow it.
 */
export function addTarget(
  database: Database,
  { owner, id }: { owner: string; id: string },
  { target, translator }: AddedTarget,
): Promise<JobRecord | "refused" | null> {
  return database.transaction(async (transaction) => {
    const job = await maybeOne<JobRecord>(
      transaction,
      `SELECT ${JOB_COLUMNS} FROM jobs WHERE id = $1 AND owner = $2 FOR UPDATE`,
      [id, owner],
    );
    if (!job || job.targets.includes(target)) return job;
    if (job.status !== "completed") return "refused";
    const queued = await maybeOne<JobRecord>(
      transaction,
      `UPDATE jobs SET status = 'queued', targets = targets || $2::text,
         translators = translators || jsonb_build_object($2::text, $4::text), adding = $3, finished_at = NULL, attempts = 0,
         not_before = now()
       WHERE id = $1 RETURNING ${JOB_COLUMNS}`,
      [id, target, JSON.stringify({ target, translator }), translator],
    );
    if (!queued) throw new Error("UPDATE returned no row");
    await appendEvent(transaction, id, "status", { status: "queued" });
    await transaction.query("SELECT pg_notify($1, $2)", [WORK_CHANNEL, queued.route]);
    return queued;
  });
}

/** The target that is being added to a job; null if none is. */
export async function findAddedTarget(on: Queryable, job: string): Promise<AddedTarget | null> {
  const row = await maybeOne<{ adding: AddedTarget | null }>(on, "SELECT adding FROM jobs WHERE id = $1", [job]);
  return row?.adding ?? null;
}

/**
 * Completes the job again, with the subtitles of the target.
 *
 * @param text null: nothing could be translated; the target is taken away again
 */
export function finishAddedTarget(
  database: Database,
  lease: Lease,
  { text, warnings }: { text: SubtitleText | null; warnings: readonly Warning[] },
): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { id } = lease.job;
    if (text) await writeSubtitles(transaction, id, text);
    await transaction.query(
      `UPDATE jobs SET status = 'completed', ${withoutAdded("$2::boolean")}, warnings = warnings || $3::jsonb,
         finished_at = now(), ${NO_LEASE}
       WHERE id = $1`,
      [id, text === null, JSON.stringify(warnings)],
    );
    await appendEvent(transaction, id, "status", { status: "completed" });
  });
}

/** Assignments that end the adding of a target, and take it away if `isLost`. */
const withoutAdded = (isLost: string): string =>
  `targets = CASE WHEN ${isLost} THEN array_remove(targets, adding ->> 'target') ELSE targets END,
   translators = CASE WHEN ${isLost} THEN translators - (adding ->> 'target') ELSE translators END, adding = NULL`;
