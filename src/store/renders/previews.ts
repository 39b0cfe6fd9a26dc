/**
 * Previews: a job's video in a form that browsers play. A job has at most one. Previews are leased as renders are
 * (render-leases.ts). The caller has checked who owns the job.
 */
import { randomUUID } from "node:crypto";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { RENDER_CHANNEL, RENDER_COLUMNS, type PreviewKind, type RenderRecord } from "./renders.js";

const IS_PREVIEW = "renders.kind IN ('remux', 'transcode')";

/** Seconds after which a request has a failed preview tried again: the disk may have space by then. */
const FAILED_SECONDS = 300;

/** The job's preview. Null if none was requested yet. */
export function findPreview(on: Queryable, job: string): Promise<RenderRecord | null> {
  return maybeOne<RenderRecord>(on, `SELECT ${RENDER_COLUMNS} FROM renders WHERE job = $1 AND ${IS_PREVIEW}`, [job]);
}

/**
 * Requests a job's preview, in any status of the job. If there is one already, it is returned, unless it failed long
 * ago. Null if the job is gone.
 *
 * @param admit runs first in the transaction, and rejects if the owner may not have another render
 */
export function requestPreview(
  database: Database,
  { job, kind }: { job: string; kind: PreviewKind },
  admit: (transaction: Queryable) => Promise<void> = () => Promise.resolve(),
): Promise<RenderRecord | null> {
  return database.transaction(async (transaction) => {
    await admit(transaction);
    // With this lock, the job is not removed meanwhile, and two requests make one preview.
    const found = await maybeOne(transaction, "SELECT id FROM jobs WHERE id = $1 FOR UPDATE", [job]);
    if (!found) return null;
    await transaction.query(
      `DELETE FROM renders WHERE job = $1 AND ${IS_PREVIEW} AND status = 'failed'
         AND finished_at < now() - make_interval(secs => $2)`,
      [job, FAILED_SECONDS],
    );
    const made = await maybeOne<RenderRecord>(
      transaction,
      `INSERT INTO renders (id, job, kind, language, style, version, document)
       SELECT $1, id, $3, source, '{}', 0, '[]' FROM jobs
       WHERE id = $2 AND NOT EXISTS (SELECT FROM renders WHERE renders.job = $2 AND ${IS_PREVIEW})
       RETURNING ${RENDER_COLUMNS}`,
      [randomUUID(), job, kind],
    );
    if (!made) return findPreview(transaction, job);
    await transaction.query("SELECT pg_notify($1, $2)", [RENDER_CHANNEL, kind]);
    return made;
  });
}
