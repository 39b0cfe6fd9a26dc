/** Who makes which render: leases with a fence, as those of jobs (leases.ts). The job's row is locked before the render's, as its removal does it. */
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";
import { GROUP_GONE_SECONDS } from "../servers/groups.js";
import { ATTEMPTS_MOST, LEASE_SECONDS, LeaseLost } from "../jobs/leases.js";
import { RENDER_COLUMNS, sayRender, type RenderKind, type RenderRecord } from "./renders.js";
import type { SubtitleCue } from "../jobs/subtitles.js";

/** A render that was taken, with all that its making needs. */
export interface RenderLease {
  render: RenderRecord;
  fence: number;
  /** Whose job it is of. */
  owner: string;
  cues: SubtitleCue[];
  /** Of the video; `audio`: what was heard of it, null where it is not known. */
  video: { sha256: string; filename: string; media: unknown; audio: { track: number } | null };
}

/** A burn of a job of the group is the group's where one is alive; the rest servers make. */
export type RenderMaker = "server" | "group";

/**
 * Takes the next render of a kind: new ones, and those whose lease is over. First comes
 * the owner of whom the fewest are being made, then who has waited longest since the last one: a hundred of one owner delay another's by one. null where there is nothing to do.
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
             ELSE jobs.route <> 'group' OR renders.kind <> 'burn'
               OR NOT EXISTS (SELECT FROM groups WHERE seen_at > now() - make_interval(secs => $5)) END
         ORDER BY coalesce(busy.running, 0), served.last NULLS FIRST, renders.created_at, renders.id
         LIMIT 1 FOR UPDATE OF jobs, renders SKIP LOCKED
       )
       UPDATE renders SET status = 'running', fence = fence + 1, attempts = attempts + 1, lease_holder = $1,
         lease_until = now() + make_interval(secs => $3), started_at = coalesce(started_at, now()), progress = 0
       FROM next WHERE renders.id = next.id RETURNING ${RENDER_COLUMNS}, renders.fence, renders.attempts, renders.document AS cues`,
      [holder, kind, LEASE_SECONDS, maker === "group", GROUP_GONE_SECONDS],
    );
    if (!found) return null;
    const { fence, attempts, cues, ...render } = found;
    if (attempts > ATTEMPTS_MOST) {
      // Nobody was left to give it up. What comes after it is taken with the next look.
      const reason = `whoever made it ended in the middle, ${ATTEMPTS_MOST} times`;
      await endRender(transaction, render.id, "failed", reason);
      return null;
    }
    const { owner, ...video } = await one<RenderLease["video"] & { owner: string }>(
      transaction,
      "SELECT owner, sha256, filename, media, audio FROM jobs JOIN files ON files.sha256 = jobs.file WHERE jobs.id = $1",
      [render.job],
    );
    await sayRender(transaction, render);
    return { render, fence, owner, cues, video };
  });
}

/** Runs writes of whoever has the lease, or throws LeaseLost before the first of them. */
function asRenderer<T>(
  database: Database,
  { render, fence }: RenderLease,
  work: (transaction: Queryable) => Promise<T>,
): Promise<T> {
  return database.transaction(async (transaction) => {
    await transaction.query("SELECT id FROM jobs WHERE id = $1 FOR UPDATE", [render.job]);
    const held = await maybeOne(
      transaction,
      "SELECT id FROM renders WHERE id = $1 AND fence = $2 AND status = 'running' AND lease_until > now() FOR UPDATE",
      [render.id, fence],
    );
    if (!held) throw new LeaseLost(render.job, `render ${render.id}`);
    return work(transaction);
  });
}

/** Renews a lease; false where it is over. */
export async function renewRender(database: Database, { render, fence }: RenderLease): Promise<boolean> {
  const renewed = await database.query(
    `UPDATE renders SET lease_until = now() + make_interval(secs => $3)
     WHERE id = $1 AND fence = $2 AND status = 'running' AND lease_until > now() RETURNING id`,
    [render.id, fence, LEASE_SECONDS],
  );
  return renewed.count > 0;
}

/** How far it is, 0 to 1, for its readers and the job's event stream. */
export function writeRenderProgress(database: Database, lease: RenderLease, progress: number): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    const { id } = lease.render;
    const render = await one<RenderRecord>(
      transaction,
      `UPDATE renders SET progress = $2 WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
      [id, progress],
    );
    await sayRender(transaction, render);
  });
}

/** The render's end. `keep` gives the finished file its name, durably: nobody but the holder does, and nobody sees a completed render without its file. */
export function finishRender(database: Database, lease: RenderLease, keep: () => Promise<void>): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    await keep();
    await endRender(transaction, lease.render.id, "completed", null);
  });
}

/** Ends a render that cannot be made, however often it is tried. */
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
       finished_at = now(), lease_holder = NULL, lease_until = NULL WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
    [id, status, error],
  );
  await sayRender(on, render);
}

/** Hands a render back unfinished, at an orderly end: it is no attempt. */
export function handBackRender(database: Database, lease: RenderLease): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    const render = await one<RenderRecord>(
      transaction,
      `UPDATE renders SET status = 'queued', lease_holder = NULL, lease_until = NULL, attempts = attempts - 1
       WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
      [lease.render.id],
    );
    await sayRender(transaction, render);
  });
}

/** Queues a render again that went wrong, later with each attempt; the fifth time it fails with the reason. */
export function giveUpRender(database: Database, lease: RenderLease, reason: string): Promise<void> {
  return asRenderer(database, lease, async (transaction) => {
    const render = await one<RenderRecord>(
      transaction,
      `UPDATE renders SET lease_holder = NULL, lease_until = NULL,
         status = CASE WHEN attempts >= $2 THEN 'failed' ELSE 'queued' END,
         error = CASE WHEN attempts >= $2 THEN $3 END,
         finished_at = CASE WHEN attempts >= $2 THEN now() END,
         not_before = now() + make_interval(secs => least(60, 2 ^ (attempts - 1)) - 1)
       WHERE id = $1 RETURNING ${RENDER_COLUMNS}`,
      [lease.render.id, ATTEMPTS_MOST, reason],
    );
    await sayRender(transaction, render);
  });
}
