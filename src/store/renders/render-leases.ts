/**
 * Leases of renders: which process makes which render. The job's row is locked before the render's row, in the same
 * order as a removal locks them.
 */
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";
import type { SubtitleCue } from "../jobs/subtitles.js";
import {
  ATTEMPTS_MOST,
  LEASE_SECONDS,
  LeaseLost,
  lockLease,
  NO_LEASE,
  renewRows,
  requeueRow,
  retryRow,
  takenBy,
  type RowLease,
} from "../leases/lease.js";
import { GROUP_IS_ALIVE } from "../servers/groups.js";
import { appendRenderEvent, RENDER_COLUMNS, type RenderKind, type RenderRecord } from "./renders.js";

/** A render that was taken, with everything that is needed to make it. */
export interface RenderLease {
  render: RenderRecord;
  fence: number;
  /** Owner of its job. */
  owner: string;
  cues: SubtitleCue[];
  /** The video. `audio`: the track that was recognized; null if it is not known. */
  video: { sha256: string; filename: string; media: unknown; audio: { track: number } | null };
}

/** A process group that is alive makes the burns of its own jobs. Servers make all other renders. */
export type RenderMaker = "server" | "group";

/**
 * Takes the next render of a kind: a new one, or one whose lease is over. The owner with the fewest renders in work
 * comes first, then the owner whose last render began longest ago: a hundred renders of one owner delay another owner's
 * by one. Resolves with null if there is nothing to do.
 */
export function takeRender(
  database: Database,
  { holder, kind, maker = "server" }: { holder: string; kind: RenderKind; maker?: RenderMaker },
): Promise<RenderLease | null> {
  return database.transaction(async (transaction) => {
    const found = await maybeOne<RenderRecord & { fence: number; attempts: number; cues: SubtitleCue[] }>(
      transaction,
      `WITH busy AS (
         SELECT jobs.owner, count(*) AS running FROM renders JOIN jobs ON jobs.id = renders.job
         WHERE renders.status = 'running' AND renders.lease_until > now() GROUP BY jobs.owner
       ), served AS (
         SELECT jobs.owner, max(renders.started_at) AS last FROM renders JOIN jobs ON jobs.id = renders.job GROUP BY jobs.owner
       ), next AS (
         SELECT renders.id FROM renders JOIN jobs ON jobs.id = renders.job LEFT JOIN busy ON busy.owner = jobs.owner
           LEFT JOIN served ON served.owner = jobs.owner
         WHERE renders.kind = $2 AND renders.not_before <= now()
           AND (renders.status = 'queued' OR renders.status = 'running' AND renders.lease_until <= now())
           AND CASE WHEN $4 THEN jobs.route = 'group'
             ELSE jobs.route <> 'group' OR renders.kind <> 'burn' OR NOT EXISTS (SELECT FROM groups WHERE ${GROUP_IS_ALIVE}) END
         ORDER BY coalesce(busy.running, 0), served.last NULLS FIRST, renders.created_at, renders.id
         LIMIT 1 FOR UPDATE OF jobs, renders SKIP LOCKED
       )
       UPDATE renders SET ${takenBy("$1", "$3")}, progress = 0
       FROM next WHERE renders.id = next.id RETURNING ${RENDER_COLUMNS}, renders.fence, renders.attempts, renders.document AS cues`,
      [holder, kind, LEASE_SECONDS, maker === "group"],
    );
    if (!found) return null;
    const { fence, attempts, cues, ...render } = found;
    if (attempts > ATTEMPTS_MOST) {
      // All its holders ended without giving it up. The next call takes the render after it.
      const reason = `the process that made this video ended before it was done, ${ATTEMPTS_MOST} times`;
      await endRender(transaction, render.id, "failed", reason);
      return null;
    }
    const { owner, ...video } = await one<RenderLease["video"] & { owner: string }>(
      transaction,
      "SELECT owner, sha256, filename, media, audio FROM jobs JOIN files ON files.sha256 = jobs.file WHERE jobs.id = $1",
      [render.job],
    );
    await appendRenderEvent(transaction, render);
    return { render, fence, owner, cues, video };
  });
}

/** Runs writes of the lease's holder. Rejects with LeaseLost before the first write if the lease is over. */
function asRenderer<T>(
  database: Database,
  { render, fence }: RenderLease,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.query("SELECT id FROM jobs WHERE id = $1 FOR UPDATE", [render.job]);
    if (!(await lockLease(transaction, "renders", { id: render.id, fence })))
      throw new LeaseLost(render.job, `render ${render.id}`);
    return work(transaction);
  });
}

/**
 * Renews leases. Resolves with those that are over. Each has a statement of its own: one statement for several renders
 * of a job, and the removal of that job, could lock the rows in different orders and wait for each other.
 */
export async function renewRenders(database: Database, leases: readonly RenderLease[]): Promise<RenderLease[]> {
  const rowOf = ({ render, fence }: RenderLease): RowLease => ({ id: render.id, fence });
  return (await Promise.all(leases.map((lease) => renewRows(database, "renders", [lease], rowOf)))).flat();
}

/** Writes the progress of a render, 0 to 1, and adds it to the job's events. */
export function writeRenderProgress(database: Database, lease: RenderLease, progress: number): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    const { id } = lease.render;
    const render = await one<RenderRecord>(
      transaction,
      `UPDATE renders SET progress = $2 WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
      [id, progress],
    );
    await appendRenderEvent(transaction, render);
  });
}

/**
 * Completes a render. `keep` moves the finished file to its final name, durably. It runs while the row is locked: only
 * the holder moves the file, and no reader sees a completed render without its file.
 */
export function finishRender(database: Database, lease: RenderLease, keep: () => Promise<void>): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    await keep();
    await endRender(transaction, lease.render.id, "completed", null);
  });
}

/** Ends a render that no attempt can make. */
export function failRender(database: Database, lease: RenderLease, reason: string): Promise<void> {
  return asRenderer(database, lease, (transaction) => endRender(transaction, lease.render.id, "failed", reason));
}

async function endRender(
  on: Queryable,
  id: string,
  status: "completed" | "failed",
  error: string | null,
): Promise<void> {
  const render = await one<RenderRecord>(
    on,
    `UPDATE renders SET status = $2, error = $3, progress = CASE WHEN $2 = 'completed' THEN 1 ELSE progress END,
       finished_at = now(), ${NO_LEASE} WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
    [id, status, error],
  );
  await appendRenderEvent(on, render);
}

/** Returns an unfinished render at an orderly end: the next holder begins at once. It does not count as an attempt. */
export function handBackRender(database: Database, lease: RenderLease): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    await requeueRow(transaction, "renders", lease.render.id);
    await appendRenderEventOf(transaction, lease.render.id);
  });
}

/** Queues a render again that failed, later with each attempt. After the fifth attempt it fails with the reason. */
export function giveUpRender(database: Database, lease: RenderLease, reason: string): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    await retryRow(transaction, "renders", { id: lease.render.id, reason });
    await appendRenderEventOf(transaction, lease.render.id);
  });
}

async function appendRenderEventOf(transaction: Queryable, id: string): Promise<void> {
  const render = await one<RenderRecord>(transaction, `SELECT ${RENDER_COLUMNS} FROM renders WHERE id = $1`, [id]);
  await appendRenderEvent(transaction, render);
}
