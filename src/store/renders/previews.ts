/** A job's video for browsers: one at most, made by the leases of renders (render-leases.ts). Whose job it is, the caller has looked up. */
import { randomUUID } from "node:crypto";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { RENDER_CHANNEL, RENDER_COLUMNS, type PreviewKind, type RenderRecord } from "./renders.js";

const IS_PREVIEW = "renders.kind IN ('remux', 'transcode')";

/** After so many seconds a preview that failed is tried again by who asks for it: the disk may have room by then. */
const FAILED_SECONDS = 300;

/** The job's preview; null if nobody asked for one yet. */
export function findPreview(on: Queryable, job: string): Promise<RenderRecord | null> {
  return maybeOne<RenderRecord>(on, `SELECT ${RENDER_COLUMNS} FROM renders WHERE job = $1 AND ${IS_PREVIEW}`, [job]);
}

/**
 * Asks for a job's preview, whatever the job's status; gives the one that is there, unless it failed long ago. null if the job is gone. `admit` runs first
 * in its transaction, and rejects if there may be no other.
 */
export function requestPreview(
  database: Database,
  { job, kind }: { job: string; kind: PreviewKind },
  admit: (transaction: Queryable) => Promise<void> = () => Promise.resolve(),
): Promise<RenderRecord | null> {
  return database.transaction(async (transaction) => {
    await admit(transaction);
    // Not removed until the preview is there, and asked for once.
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
