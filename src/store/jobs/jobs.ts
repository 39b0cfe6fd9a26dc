/**
 * Jobs as the API uses them: created, read, listed, cancelled, retried, removed. Every statement names the owner, so a
 * job of another owner is not found.
 */
import { randomUUID } from "node:crypto";
import type { RankReport, SpokenLanguage, SubtitleDocument, Warning } from "../../subtitles/document.js";
import { DEFAULT_PROFILE } from "../../subtitles/norms/profile.js";
import { maybeOne, one, type Database, type Queryable } from "../../database/database.js";
import { announce, appendEvent } from "./events.js";
import { releaseFile } from "../files/files.js";
import { notePendingRemoval, type PendingRemoval } from "../files/pending-removals.js";
import { lsnOf } from "../../database/lsn.js";
import { returnSegments } from "./segments.js";
import type { ServiceUse } from "./service-use.js";
import { IS_ENDED, IS_UNFINISHED, type JobStatus } from "../statuses.js";

/** Where a job is done: in the process group, or by the workers of a server. */
export type JobRoute = "group" | "local";

export interface JobRecord {
  id: string;
  owner: string;
  status: JobStatus;
  route: JobRoute;
  /** Name of the uploaded file. It is never part of a path. */
  filename: string;
  /** SHA-256 of the video. */
  file: string;
  /** Seconds. */
  duration: number;
  source: string;
  targets: string[];
  /** Seconds of audio that were processed. */
  doneSeconds: number;
  segments: { done: number; failed: number; total: number };
  ranks: RankReport[];
  engine: string;
  /** Empty until the job ends. */
  warnings: Warning[];
  /** The language of the speech. Null until it is known. */
  language: SpokenLanguage | null;
  /** The audio track that the client chose: its number from 1, or its language. Null: Sister chooses. */
  audioTrack: string | null;
  /** Norms of the subtitles: "netflix", "bbc,cps=15". */
  profile: string;
  /** Whether cues begin and end with the shots of the picture. */
  shots: boolean;
  /** The id of the translator that the client named. Null: those of the server, in its order. */
  translator: string | null;
  /** The id of the translator of each target. Empty while the language of the speech is not known. */
  translators: Record<string, string>;
  /** The number of terms of its glossary; 0 without one. */
  glossaryTerms: number;
  /** What was asked of services on the network, by the id of the translator. */
  services: Record<string, ServiceUse>;
  /** The audio track that was recognized. Null until the job ends. */
  audio: SubtitleDocument["audio"] | null;
  error: string | null;
  /** Whether a server did a job of the group, because no group was alive. */
  fallback: boolean;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Number of its last event. */
  lastEvent: number;
}

/** The columns of a JobRecord, under the names of its fields. */
export const JOB_COLUMNS = `id, owner, status, route, filename, file, duration, source, targets,
  done_seconds AS "doneSeconds",
  json_build_object('done', segments_done, 'failed', segments_failed, 'total', segments_total) AS segments,
  ranks, engine, warnings, language, audio_track AS "audioTrack", profile, shots, translator, translators, glossary_terms AS "glossaryTerms", services, audio, error, fallback, created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt",
  last_event AS "lastEvent"`;

/** What a new job is created with. */
export type NewJob = Pick<JobRecord, "owner" | "route" | "filename" | "file" | "duration" | "source" | "targets"> &
  Partial<Pick<JobRecord, "audioTrack" | "profile" | "shots" | "translator" | "translators">> & {
    /** Terms and their translations (`findGlossary`). Not a column that lists of jobs read: it may be a megabyte. */
    glossary?: unknown;
  };

/** Channel that announces to workers that a job waits. */
export const WORK_CHANNEL = "sister_work";

/** The form of a name for searching: without case, and with one form of accents. */
const nameKey = (name: string): string => name.normalize("NFKC").toLowerCase();

/**
 * Puts a job into the queue. Its file must exist. Call it in the transaction that writes everything that belongs to the
 * job.
 */
export async function insertJob(on: Queryable, job: NewJob): Promise<JobRecord> {
  const { owner, route, filename, file, duration, source, targets, audioTrack = null, glossary = null } = job;
  const { profile = DEFAULT_PROFILE, shots = false, translator = null, translators = {} } = job;
  const { rows } = await on.query<JobRecord>(
    `INSERT INTO jobs (id, owner, route, filename, file, duration, source, targets, name_key, audio_track, profile,
       translator, translators, glossary, shots)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) RETURNING ${JOB_COLUMNS}`,
    [
      randomUUID(),
      owner,
      route,
      filename,
      file,
      duration,
      source,
      targets,
      nameKey(filename),
      audioTrack,
      profile,
      translator,
      JSON.stringify(translators),
      glossary && JSON.stringify(glossary),
      shots,
    ],
  );
  const [made] = rows;
  if (!made) throw new Error("INSERT returned no row");
  await on.query("UPDATE files SET refs = refs + 1 WHERE sha256 = $1", [file]);
  await appendEvent(on, made.id, "status", { status: made.status });
  await on.query("SELECT pg_notify($1, $2)", [WORK_CHANNEL, made.route]);
  return { ...made, lastEvent: 1 };
}

const ONE_JOB = "FROM jobs WHERE id = $1 AND owner = $2";
const FIND_JOB = `SELECT ${JOB_COLUMNS} ${ONE_JOB}`;

/** A job of an owner; null if there is none. */
export function findJob(on: Queryable, owner: string, id: string): Promise<JobRecord | null> {
  return maybeOne<JobRecord>(on, FIND_JOB, [id, owner]);
}

/** The glossary that a job was made with; null if there is none. */
export async function findGlossary(on: Queryable, job: string): Promise<unknown> {
  const row = await maybeOne<{ glossary: unknown }>(on, "SELECT glossary FROM jobs WHERE id = $1", [job]);
  return row?.glossary ?? null;
}

/** A job and the owner that asks for it. */
export interface JobOfOwner {
  owner: string;
  id: string;
}

/** The jobs of these that exist, in no order. */
export async function findJobs(on: Queryable, asked: readonly JobOfOwner[]): Promise<JobRecord[]> {
  const { rows } = await on.query<JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM jobs JOIN unnest($1::uuid[], $2::text[]) AS asked (id, owner) USING (id, owner)`,
    [asked.map(({ id }) => id), asked.map(({ owner }) => owner)],
  );
  return rows;
}

const FIND_JOB_AS_OF = `SELECT ${JOB_COLUMNS}, CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
  ELSE pg_current_wal_insert_lsn() END::text AS at ${ONE_JOB}`;

/** A job, and the position in the write-ahead log of the server that was read (`at`; null if it reports none). */
export async function findJobAsOf(
  on: Queryable,
  owner: string,
  id: string,
): Promise<{ job: JobRecord; at: bigint | null } | null> {
  const found = await maybeOne<JobRecord & { at: string | null }>(on, FIND_JOB_AS_OF, [id, owner]);
  if (!found) return null;
  const { at, ...job } = found;
  return { job, at: lsnOf(at ?? "") };
}

/** The job after which a page of jobs begins. */
interface JobCursor {
  createdAt: Date;
  id: string;
}

export interface JobsWanted {
  limit: number;
  after?: JobCursor | undefined;
  status?: JobStatus | undefined;
  /** A part of the file name, without case. */
  name?: string | undefined;
}

/** An owner's jobs, the newest first; at most `limit`. */
export async function listJobs(
  on: Queryable,
  owner: string,
  { limit, after, status, name }: JobsWanted,
): Promise<JobRecord[]> {
  const values: unknown[] = [owner, limit];
  const next = (value: unknown): string => `$${values.push(value)}`;
  // Conditions without a value are left out: with "OR $3 IS NULL", a prepared plan could not use an index.
  const ofStatus = status === undefined ? "" : `AND status = ${next(status)}`;
  // Not LIKE, in which some characters are wildcards.
  const ofName =
    name === undefined ? "" : `AND strpos(coalesce(name_key, lower(filename)), ${next(nameKey(name))}) > 0`;
  const afterJob =
    after === undefined ? "" : `AND (created_at, id) < (${next(after.createdAt)}, ${next(after.id)}::uuid)`;
  const { rows } = await on.query<JobRecord>(
    `SELECT ${JOB_COLUMNS} FROM jobs WHERE owner = $1 ${ofStatus} ${ofName} ${afterJob} ORDER BY created_at DESC, id DESC LIMIT $2`,
    values,
  );
  return rows;
}

/** An owner's jobs that wait, run or ended within the last minute, each with the number of its last event. */
export async function activeJobs(on: Queryable, owner: string): Promise<{ id: string; lastEvent: number }[]> {
  const { rows } = await on.query<{ id: string; lastEvent: number }>(
    `SELECT id, last_event AS "lastEvent" FROM jobs
     WHERE owner = $1 AND (status ${IS_UNFINISHED} OR finished_at > now() - interval '1 minute')`,
    [owner],
  );
  return rows;
}

/** How many jobs an owner has. */
export async function countJobs(on: Queryable, owner: string): Promise<number> {
  const { jobs } = await one<{ jobs: number }>(on, "SELECT count(*)::float8 AS jobs FROM jobs WHERE owner = $1", [
    owner,
  ]);
  return jobs;
}

/**
 * Cancels a job. Its lease ends at once: the fence grows, so later writes of the holder are refused, and the holder is
 * notified. Resolves with the job, or with null if the owner has no such job. A job that has ended stays as it is. If its
 * subtitles are being translated again, or into one more language, the job keeps its subtitles and ends without the new
 * translation.
 */
export function cancelJob(
  database: Database,
  owner: string,
  id: string,
): Promise<(JobRecord & { isCancelled?: true }) | null> {
  return database.transaction(async (transaction) => {
    const cancelled = await maybeOne<JobRecord>(
      transaction,
      `UPDATE jobs SET retranslations = NULL,
         status = CASE WHEN retranslations IS NULL THEN 'cancelled' WHEN ${IS_RETRY} THEN 'failed' ELSE 'completed' END,
         error = CASE WHEN ${IS_RETRY} THEN 'the retry was cancelled: some cues are not translated' ELSE error END,
         targets = ARRAY(SELECT target FROM unnest(targets) WITH ORDINALITY AS one (target, place)
           WHERE NOT coalesce(retranslations @> ${ADDED_TARGET}, false) ORDER BY place),
         translators = translators - ARRAY(SELECT target FROM unnest(targets) AS target
           WHERE coalesce(retranslations @> ${ADDED_TARGET}, false)),
         finished_at = now(), fence = fence + 1, lease_holder = NULL, lease_until = NULL
       WHERE id = $1 AND owner = $2 AND status ${IS_UNFINISHED} RETURNING ${JOB_COLUMNS}`,
      [id, owner],
    );
    if (!cancelled) return findJob(transaction, owner, id);
    await returnSegments(transaction, id);
    await appendEvent(transaction, id, "status", { status: cancelled.status });
    await transaction.query("SELECT pg_notify($1, $2)", [CANCEL_CHANNEL, id]);
    return { ...cancelled, isCancelled: true };
  });
}

/** Whether only what was not translated is done again. */
const IS_RETRY = `coalesce(retranslations @> '[{"what": "failed"}]', false)`;
/** A target that is being added, as a part of `retranslations`. */
const ADDED_TARGET = "jsonb_build_array(jsonb_build_object('target', target, 'what', 'added'))";

/** Channel that announces the id of a cancelled job to its worker. */
export const CANCEL_CHANNEL = "sister_cancel";

/**
 * Result of a removal. `lastUseOf`: SHA-256 of the video, if no other job uses it. `running`: true if the job has not
 * ended; false if there is none.
 */
export type Removal = { removed: true; lastUseOf: string | null } | { removed: false; running: boolean };

/** Channel that announces the id of a removed job to the workers of its renders. */
export const REMOVED_CHANNEL = "sister_removed";

async function announceRemoval(on: Queryable, job: string, owner: string): Promise<void> {
  await on.query("SELECT pg_notify($1, $2)", [REMOVED_CHANNEL, job]);
  await announce(on, { job, owner, after: 0, listed: true, removed: true });
}

/** Removes an ended job with everything that belongs to it. */
export function removeJob(database: Database, owner: string, id: string): Promise<Removal> {
  return database.transaction(async (transaction) => {
    const gone = await maybeOne<{ file: string }>(
      transaction,
      `DELETE FROM jobs WHERE id = $1 AND owner = $2 AND status ${IS_ENDED} RETURNING file`,
      [id, owner],
    );
    if (!gone) return { removed: false, running: (await findJob(transaction, owner, id)) !== null };
    await announceRemoval(transaction, id, owner);
    const lastUseOf = await releaseFile(transaction, gone.file);
    await notePendingRemoval(transaction, { job: id, file: lastUseOf });
    return { removed: true, lastUseOf };
  });
}

/**
 * Removes one job of any owner that ended more than `days` ago, and resolves with its files that are still to be
 * removed. Null if there is none. Several servers may call it at once: each gets another job.
 *
 * @param now the time to count from; null: the database's
 */
export function removeOldJob(
  database: Database,
  days: number,
  now: Date | null = null,
): Promise<PendingRemoval | null> {
  return database.transaction(async (transaction) => {
    const gone = await maybeOne<{ id: string; owner: string; file: string }>(
      transaction,
      `DELETE FROM jobs WHERE id = (
         SELECT id FROM jobs
         WHERE finished_at < coalesce($2, now()) - make_interval(days => $1) AND status ${IS_ENDED}
         ORDER BY finished_at LIMIT 1 FOR UPDATE SKIP LOCKED
       ) RETURNING id, owner, file`,
      [days, now],
    );
    if (!gone) return null;
    await announceRemoval(transaction, gone.id, gone.owner);
    const lastUseOf = await releaseFile(transaction, gone.file);
    await notePendingRemoval(transaction, { job: gone.id, file: lastUseOf });
    return { job: gone.id, file: lastUseOf };
  });
}
