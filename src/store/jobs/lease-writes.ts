/** Writes by the holder of a job's lease: words of segments, progress, cues, and the job's end. */
import type { RankReport, SpokenLanguage, SubtitleDocument, Warning } from "../../subtitles/document.js";
import type { Database } from "../../database/database.js";
import { appendEvent, appendEvents, type NewEvent } from "./events.js";
import { asHolder, type Lease } from "./leases.js";
import { putSegments, trimSegments, type SegmentRecord } from "./segments.js";
import { writeSubtitles, type SubtitleText } from "./subtitles.js";
import { addedUse, type ServiceUse } from "./service-use.js";
import { keepTranscript, type TranscriptKey } from "./transcripts.js";

/** Keeps the words of a segment. They are durable when this resolves. If the key has words already, those stay. */
export function keepHeard(database: Database, lease: Lease, key: string, words: unknown): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    await transaction.query("INSERT INTO heard (key, words) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING", [
      key,
      JSON.stringify(words),
    ]);
  });
}

export interface Progress {
  /** Seconds of audio that were processed. */
  doneSeconds: number;
  segments: { done: number; failed: number; total: number };
}

/**
 * Writes the progress of a job and the states of its segments, and appends an event for each. It is one transaction, so
 * collect changes for a while before calling it.
 *
 * @param progress null: only segments changed
 */
export function writeProgress(
  database: Database,
  lease: Lease,
  progress: Progress | null,
  segments: readonly SegmentRecord[] = [],
): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { id, duration } = lease.job;
    await putSegments(transaction, id, segments);
    const events: NewEvent[] = segments.map((data) => ({ type: "segment", data }));
    if (progress) {
      const { done, failed, total } = progress.segments;
      await transaction.query(
        `UPDATE jobs SET done_seconds = $2, segments_done = $3, segments_failed = $4, segments_total = $5 WHERE id = $1`,
        [id, progress.doneSeconds, done, failed, total],
      );
      const share = Math.min(1, progress.doneSeconds / duration);
      events.push({ type: "progress", data: { progress: share, segments: progress.segments } });
    }
    await appendEvents(transaction, id, events);
  });
}

/** Appends texts as events as soon as they are recognized: the page shows them before the subtitles are laid out. */
export function writeCues(database: Database, lease: Lease, cues: readonly unknown[]): Promise<void> {
  const events = cues.map((data): NewEvent => ({ type: "cue", data }));
  return asHolder(database, lease, (transaction) => appendEvents(transaction, lease.job.id, events));
}

/** Appends a warning as an event. The job's own list of warnings is written when it ends. */
export function writeWarning(database: Database, lease: Lease, { code, message }: Warning): Promise<void> {
  return asHolder(database, lease, (transaction) =>
    appendEvent(transaction, lease.job.id, "warning", { code, message }),
  );
}

export interface Ending {
  /** "failed" if segments failed. The other segments have subtitles all the same. */
  status: "completed" | "failed";
  error: string | null;
  progress: Progress;
  ranks: RankReport[];
  engine: string;
  warnings: Warning[];
  language: SpokenLanguage | null;
  /** The audio track that was recognized. Null if none was. */
  audio: SubtitleDocument["audio"] | null;
  /** The id of the translator of each target. Null: as it was known before. */
  translators: Record<string, string> | null;
  /** What was asked of services for it. It is added to what was asked before. */
  services: Readonly<Record<string, ServiceUse>>;
  subtitles: readonly SubtitleText[];
  /** The key under which the result is kept for the next job of the same video; null: it is not kept. */
  key: TranscriptKey | null;
}

/** Ends a job and writes its subtitles in one transaction: no reader sees a completed job without them. */
export function finishJob(database: Database, lease: Lease, ending: Ending): Promise<void> {
  return asHolder(database, lease, async (transaction) => {
    const { id } = lease.job;
    for (const text of ending.subtitles) await writeSubtitles(transaction, id, text);
    if (ending.key !== null) await keepTranscript(transaction, lease.job, ending.key, ending);
    const { done, failed, total } = ending.progress.segments;
    await transaction.query(
      `UPDATE jobs SET status = $2, error = $3, done_seconds = $4, segments_done = $5, segments_failed = $6,
         segments_total = $7, ranks = $8, engine = $9, warnings = $10, language = $11::jsonb, audio = $12,
         translators = coalesce($13::jsonb, translators), services = ${addedUse("$14")},
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
        ending.audio && JSON.stringify(ending.audio),
        ending.translators && JSON.stringify(ending.translators),
        JSON.stringify(ending.services),
      ],
    );
    await trimSegments(transaction, id, total);
    await appendEvent(transaction, id, "status", { status: ending.status });
  });
}
