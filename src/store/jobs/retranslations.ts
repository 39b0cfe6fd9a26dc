/**
 * Translations of a finished job that are made again, or for one target more. They wait in the job's own row and the job
 * goes through the queue again, so leases, fences and cancelling are those of jobs: a crash loses nothing.
 */
import type { Warning } from "../../subtitles/document.js";
import { maybeOne, type Database, type Queryable } from "../../database/database.js";
import { NO_LEASE } from "../leases/lease.js";
import { appendEvent } from "./events.js";
import { JOB_COLUMNS, WORK_CHANNEL, type JobRecord } from "./jobs.js";
import { asHolder, type Lease } from "./leases.js";
import { addedUse, type ServiceUse } from "./service-use.js";
import { plainCue, type SubtitleText } from "./subtitles.js";

/** One target to translate. Plain data: it is kept in the job's row. */
export interface Retranslation {
  target: string;
  /** The id of its translator. */
  translator: string;
  /** A target that the job did not have, all cues of one that it has, or only those that could not be translated. */
  what: "added" | "all" | "failed";
}

/**
 * Queues a completed job again, to translate a target. Resolves with the job, also if an earlier request does the same
 * at this time; null if there is no such job; "refused" if its status does not allow it.
 */
export function translateTarget(
  database: Database,
  { owner, id }: { owner: string; id: string },
  { target, translator }: Omit<Retranslation, "what">,
): Promise<JobRecord | "refused" | null> {
  return database.transaction(async (transaction) => {
    const found = await maybeOne<JobRecord & { asked: Retranslation[] | null }>(
      transaction,
      `SELECT ${JOB_COLUMNS}, retranslations AS asked FROM jobs WHERE id = $1 AND owner = $2 FOR UPDATE`,
      [id, owner],
    );
    if (!found) return null;
    const { asked, ...job } = found;
    if (asked?.some((one) => one.target === target)) return job;
    if (job.status !== "completed") return "refused";
    const what = job.targets.includes(target) ? "all" : "added";
    return queueRetranslations(transaction, job, [{ target, translator, what }]);
  });
}

/** Queues a job again for translations. Call it in a transaction that has locked the job's row. */
async function queueRetranslations(on: Queryable, job: JobRecord, list: readonly Retranslation[]): Promise<JobRecord> {
  const added = list.flatMap(({ target, what }) => (what === "added" ? [target] : []));
  const translators = Object.fromEntries(list.map(({ target, translator }) => [target, translator]));
  const queued = await maybeOne<JobRecord>(
    on,
    `UPDATE jobs SET status = 'queued', error = NULL, targets = targets || $2::text[],
       translators = translators || $3::jsonb, retranslations = $4, finished_at = NULL, attempts = 0, not_before = now()
     WHERE id = $1 RETURNING ${JOB_COLUMNS}`,
    [job.id, added, JSON.stringify(translators), JSON.stringify(list)],
  );
  if (!queued) throw new Error("UPDATE returned no row");
  await appendEvent(on, job.id, "status", { status: "queued" });
  await on.query("SELECT pg_notify($1, $2)", [WORK_CHANNEL, queued.route]);
  return queued;
}

/**
 * Queues a failed job whose speech was recognized completely: only what was not translated is done again, and edits
 * stay. Null if the job needs more than that. Call it in a transaction that has locked the job's row.
 */
export async function retryTranslations(on: Queryable, job: JobRecord): Promise<JobRecord | null> {
  const asked = await findRetranslations(on, job.id);
  if (asked.length > 0) return queueRetranslations(on, job, asked.map(asAsked));
  const { rows } = await on.query<{ language: string; failed: boolean }>(
    `SELECT language, document @> '[{"failed": true}]' AS failed FROM subtitles WHERE job = $1`,
    [job.id],
  );
  const failed = new Map(rows.map((row) => [row.language, row.failed]));
  const list = job.targets.flatMap((target): Retranslation[] => {
    const translator = job.translators[target];
    return failed.get(target) && translator !== undefined ? [{ target, translator, what: "failed" }] : [];
  });
  const isWhole = failed.get(job.source) === false && job.targets.every((target) => failed.has(target));
  return isWhole && list.length > 0 ? queueRetranslations(on, job, list) : null;
}

/** A target that was added stands in the job already. */
const asAsked = (one: Retranslation): Retranslation => (one.what === "added" ? { ...one, what: "all" } : one);

/** The translations that wait in a job; [] if none do. */
export async function findRetranslations(on: Queryable, job: string): Promise<Retranslation[]> {
  const row = await maybeOne<{ asked: Retranslation[] | null }>(
    on,
    "SELECT retranslations AS asked FROM jobs WHERE id = $1",
    [job],
  );
  return row?.asked ?? [];
}

export interface RetranslationEnding {
  /** The new subtitles. They replace those that are there, edits too: each cue of theirs that was to stay is in them. */
  texts: readonly SubtitleText[];
  /** Targets that were to be added and have no translation: they are taken away again. */
  lost: readonly string[];
  /** Null: the job is completed. */
  error: string | null;
  /** They replace the warnings about translations. */
  warnings: readonly Warning[];
  /** What was asked of services for them. It is added to what was asked before. */
  services: Readonly<Record<string, ServiceUse>>;
}

/** Ends a job whose translations were made again. */
export function finishRetranslations(database: Database, lease: Lease, ending: RetranslationEnding): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { id } = lease.job;
    const status = ending.error === null ? "completed" : "failed";
    for (const { language, cues } of ending.texts) {
      await transaction.query(
        `INSERT INTO subtitles (job, language, document) VALUES ($1, $2, $3)
         ON CONFLICT (job, language) DO UPDATE SET document = $3, version = subtitles.version + 1, updated_at = now()`,
        [id, language, JSON.stringify(cues.map(plainCue))],
      );
    }
    await transaction.query(
      `UPDATE jobs SET status = $2, error = $3, retranslations = NULL, finished_at = now(), ${NO_LEASE},
         targets = ARRAY(SELECT target FROM unnest(targets) WITH ORDINALITY AS one (target, place)
           WHERE target <> ALL ($4::text[]) ORDER BY place),
         translators = translators - $4::text[], services = ${addedUse("$6")},
         warnings = (SELECT coalesce(jsonb_agg(warning), '[]') FROM jsonb_array_elements(warnings) AS warning
           WHERE warning ->> 'code' <> 'untranslated') || $5::jsonb
       WHERE id = $1`,
      [id, status, ending.error, ending.lost, JSON.stringify(ending.warnings), JSON.stringify(ending.services)],
    );
    await appendEvent(transaction, id, "status", { status });
  });
}
