/** What whoever has a job's lease writes: segments as they are heard, cues as they come, the end. */
import type { RankReport, SpokenLanguage, Warning } from "../subtitles/document.js";
import type { Database, Queryable } from "./database.js";
import { maybeOne } from "./database.js";
import { appendEvent } from "./events.js";
import { asHolder, type Lease } from "./leases.js";
import { writeSubtitles, type SubtitleText } from "./subtitles.js";
import { keepTranscript } from "./transcripts.js";

/** A segment of a job that is done or has failed for good. */
export interface SegmentRecord {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  end: number;
  status: "done" | "failed";
  attempts: number;
  /** Key of what was heard; null if it failed, or if its words are not to be used again. */
  heard: string | null;
}

/** What an engine heard in a segment, by its key; null where nobody heard it. */
export async function findHeard(on: Queryable, key: string): Promise<unknown> {
  const row = await maybeOne<{ words: unknown }>(on, "SELECT words FROM heard WHERE key = $1", [key]);
  return row?.words ?? null;
}

/** Forgets what was heard longer ago than so many days: it is what people said. Who needs it again hears it again. */
export async function forgetOldHeard(on: Queryable, days: number): Promise<void> {
  await on.query("DELETE FROM heard WHERE created_at < now() - make_interval(days => $1)", [days]);
}

/** Keeps what was heard in a segment: when this resolves, it is durable. Of two that heard the same, the first stays. */
export function keepHeard(
  database: Database,
  lease: Lease,
  segment: Omit<SegmentRecord, "status" | "heard">,
  key: string,
  words: unknown,
): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    await transaction.query("INSERT INTO heard (key, words) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", [
      key,
      JSON.stringify(words),
    ]);
    await insertSegment(transaction, lease, { ...segment, status: "done", heard: key });
  });
}

export interface Progress {
  /** Seconds of audio that are done. */
  doneSeconds: number;
  segments: { done: number; failed: number; total: number };
}

/** How far the job is, for its readers and its event stream. */
export function writeProgress(database: Database, lease: Lease, progress: Progress): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { done, failed, total } = progress.segments;
    await transaction.query(
      `UPDATE jobs SET done_seconds = $2, segments_done = $3, segments_failed = $4, segments_total = $5 WHERE id = $1`,
      [lease.job.id, progress.doneSeconds, done, failed, total],
    );
    await appendEvent(transaction, lease.job.id, "progress", {
      progress: Math.min(1, progress.doneSeconds / lease.job.duration),
      segments: progress.segments,
    });
  });
}

/** A segment's end, one way or the other. */
export function writeSegment(database: Database, lease: Lease, segment: SegmentRecord): Promise<void> {
  return asHolder(database, lease, (transaction) => insertSegment(transaction, lease, segment));
}

async function insertSegment(on: Queryable, lease: Lease, segment: SegmentRecord): Promise<void> {
  const { index, start, end, status, attempts, heard } = segment;
  await on.query(
    `INSERT INTO segments (job, index, start_seconds, end_seconds, status, attempts, heard)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (job, index) DO UPDATE SET start_seconds = $3, end_seconds = $4, status = $5, attempts = $6, heard = $7`,
    [lease.job.id, index, start, end, status, attempts, heard],
  );
}

/** Texts that became known: the page shows them before the subtitles are laid out. */
export function writeCues(database: Database, lease: Lease, cues: readonly unknown[]): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    for (const cue of cues) await appendEvent(transaction, lease.job.id, "cue", cue);
  });
}

export interface Ending {
  /** "failed" where segments failed: the rest is there all the same. */
  status: "completed" | "failed";
  error: string | null;
  progress: Progress;
  ranks: RankReport[];
  engine: string;
  warnings: Warning[];
  language: SpokenLanguage | null;
  subtitles: readonly SubtitleText[];
  /** The engines and settings that made this, where it is whole and may answer for the same video again; null: it may not. */
  config: string | null;
}

/** The job's end with all its subtitles, as one: nobody sees a completed job without them. */
export function finishJob(database: Database, lease: Lease, ending: Ending): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { id } = lease.job;
    for (const text of ending.subtitles) await writeSubtitles(transaction, id, text);
    if (ending.config !== null) await keepTranscript(transaction, lease.job, ending.config, ending);
    const { done, failed, total } = ending.progress.segments;
    await transaction.query(
      `UPDATE jobs SET status = $2, error = $3, done_seconds = $4, segments_done = $5, segments_failed = $6,
         segments_total = $7, ranks = $8, engine = $9, warnings = $10, language = $11::jsonb,
         source = coalesce($11::jsonb ->> 'code', source), finished_at = now(), lease_holder = NULL, lease_until = NULL
       WHERE id = $1`,
      [
        id,
        ending.status,
        ending.error,
        ending.progress.doneSeconds,
        done,
        failed,
        total,
        JSON.stringify(ending.ranks),
        ending.engine,
        JSON.stringify(ending.warnings),
        ending.language && JSON.stringify(ending.language),
      ],
    );
    await appendEvent(transaction, id, "status", { status: ending.status });
  });
}
