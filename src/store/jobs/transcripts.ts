/**
 * Transcripts: the results of jobs before any edit. A transcript answers the next job of the same video at once, for
 * any owner.
 */
import type { SpokenLanguage, SubtitleDocument, Warning } from "../../subtitles/document.js";
import { maybeOne, type Queryable } from "../../database/database.js";
import { appendEvent } from "./events.js";
import { JOB_COLUMNS, type JobRecord } from "./jobs.js";
import { writeSubtitles, type SubtitleText } from "./subtitles.js";

/** It holds nothing of the job that made it: no owner, no file name, no edit. */
export interface Transcript {
  subtitles: SubtitleText[];
  segments: number;
  engine: string;
  warnings: Warning[];
  language: SpokenLanguage | null;
  audio: SubtitleDocument["audio"] | null;
}

/** What decides a result, beside the video and the languages. A job can use a result only if it is equal. */
export interface TranscriptKey {
  /** A hash of everything that decides the words. */
  config: string;
  /** What decides the translation into each target, by the code of the target. */
  translators: Readonly<Record<string, string>>;
}

/** What a transcript was made of. A job can use it only if these match. */
export type Transcribed = Pick<JobRecord, "file" | "source" | "targets">;

/** Keeps the result of a job under its key. It replaces an earlier result with the same words and targets. */
export async function keepTranscript(
  transaction: Queryable,
  { file, source, targets }: Transcribed,
  { config, translators }: TranscriptKey,
  made: Pick<Transcript, "engine" | "warnings" | "language" | "audio"> & {
    subtitles: readonly SubtitleText[];
    progress: { segments: { total: number } };
  },
): Promise<void> {
  await transaction.query(
    `INSERT INTO transcripts (file, config, source, targets, subtitles, segments, engine, warnings, language, audio,
       translators)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (file, config, source, targets)
     DO UPDATE SET subtitles = $5, segments = $6, engine = $7, warnings = $8, language = $9, audio = $10, translators = $11`,
    [
      file,
      config,
      source,
      sorted(targets),
      JSON.stringify(made.subtitles),
      made.progress.segments.total,
      made.engine,
      JSON.stringify(made.warnings),
      made.language && JSON.stringify(made.language),
      made.audio && JSON.stringify(made.audio),
      JSON.stringify(translators),
    ],
  );
}

/**
 * The transcript with these targets, each by the same translator, and the fewest others. Null if there is none.
 */
export function findTranscript(
  on: Queryable,
  { file, source, targets }: Transcribed,
  { config, translators }: TranscriptKey,
): Promise<Transcript | null> {
  return maybeOne<Transcript>(
    on,
    `SELECT subtitles, segments, engine, warnings, language, audio FROM transcripts
     WHERE file = $1 AND config = $2 AND source = $3 AND targets @> $4 AND translators @> $5
     ORDER BY cardinality(targets), targets LIMIT 1`,
    [file, config, source, sorted(targets), JSON.stringify(translators)],
  );
}

/**
 * Completes a new job with a transcript, in the transaction that created it: no worker ever takes it.
 *
 * @param translators the id of the translator of each target
 */
export async function completeFrom(
  transaction: Queryable,
  job: JobRecord,
  { subtitles, segments, engine, warnings, language, audio }: Transcript,
  translators: Readonly<Record<string, string>>,
): Promise<JobRecord> {
  const source = language?.code ?? job.source;
  const languages = new Set([source, ...job.targets]);
  for (const text of subtitles) if (languages.has(text.language)) await writeSubtitles(transaction, job.id, text);
  const { rows } = await transaction.query<JobRecord>(
    `UPDATE jobs SET status = 'completed', done_seconds = duration, segments_done = $2, segments_total = $2, engine = $3,
       warnings = $4, language = $5, source = $6, audio = $7,
       translators = $8, started_at = now(), finished_at = now()
     WHERE id = $1 RETURNING ${JOB_COLUMNS}`,
    [
      job.id,
      segments,
      engine,
      JSON.stringify(warnings),
      language && JSON.stringify(language),
      source,
      audio && JSON.stringify(audio),
      JSON.stringify(translators),
    ],
  );
  const [completed] = rows;
  if (!completed) throw new Error("UPDATE returned no row");
  await appendEvent(transaction, job.id, "status", { status: "completed" });
  return { ...completed, lastEvent: completed.lastEvent + 1 };
}

/** Targets are a set: their order makes no difference. */
const sorted = (targets: readonly string[]): string[] => [...targets].sort();
