/** One leased job, from its video to its subtitles in the database. */
import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import type { Cache } from "../../cache/cache.js";
import type { Job, JobSummary } from "../../pipeline/job.js";
import type { MediaDescription } from "../../media/probe/media.js";
import type { SpeechChoice } from "../../speech/default-engine.js";
import type { SubtitleDocument, Warning } from "../../subtitles/document.js";
import type { Database } from "../../database/database.js";
import { findFile } from "../../store/files/files.js";
import { giveUp, LeaseLost, type Lease } from "../../store/jobs/leases.js";
import { listSegments } from "../../store/jobs/segments.js";
import type { SubtitleText } from "../../store/jobs/subtitles.js";
import type { TranscriptKey } from "../../store/jobs/transcripts.js";
import { finishJob, type Ending } from "../../store/jobs/work.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { DatabaseJournal } from "./database-journal.js";
import { resultKey } from "./result-key.js";
import type { Perform } from "./perform.js";
import { markedWord, RunNotes } from "./run-notes.js";
import type { Tally } from "../health/counters.js";
import { errorForCallers, forCallers, type Names } from "../for-callers.js";

export interface Surroundings {
  database: Database;
  folder: DataFolder;
  cache: Cache;
  speech: SpeechChoice;
  /** Seconds that a video may last. */
  durationMost: number;
  /** Counts what is done. */
  tally: Tally;
  /** Told what an operator should know. */
  warn: (message: string, error?: unknown) => void;
}

/**
 * Does a leased job. Resolves when it has ended one way or the other, also where the lease was lost on the way. Rejects with the signal's reason when it
 * is stopped: then the job is still ours, to be handed back.
 */
export async function runLeased(
  around: Surroundings,
  perform: Perform,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { database, folder, speech, tally } = around;
  const { job } = lease;
  // Of this lease: one that was cancelled may still be clearing up when the next begins.
  const outputs = join(folder.outputs(job.id), String(lease.fence));
  const notes = new RunNotes(database, lease, await listSegments(database, job.id));
  try {
    const key = await resultKey(speech.config, job);
    const media = (await findFile(database, job.file))?.media as MediaDescription | undefined;
    const request: Job = {
      file: folder.video(job.file),
      ...(media ? { media } : {}),
      source: job.source,
      ...(job.audioTrack === null ? {} : { audioTrack: job.audioTrack }),
      secondsMost: around.durationMost,
      targets: job.targets,
      folder: outputs,
      overwrite: true,
      burn: null,
      mux: false,
      speech: speech.config,
      ...(speech.note === null ? {} : { warnings: [{ code: "engine-fallback", message: speech.note }] }),
    };
    await mkdir(outputs, { recursive: true, mode: 0o700 });
    const summary = await perform({
      id: `${job.id} ${lease.fence}`,
      owner: job.owner,
      duration: job.duration,
      job: request,
      journal: new DatabaseJournal(database, around, lease, (lost) => notes.lose(lost)),
      onEvent: (event) => notes.take(event),
      signal: AbortSignal.any([signal, notes.lost]),
    });
    await notes.settled();
    const document = JSON.parse(await readFile(join(outputs, `${job.file}.json`), "utf8")) as SubtitleDocument;
    for (const { code, message } of summary.warnings) around.warn(`job ${job.id}: ${code}: ${message}`);
    const names = namesOf(folder, job);
    const warnings = summary.warnings.map(({ code, message }) => ({ code, message: forCallers(message, names) }));
    await finishJob(database, lease, endingOf({ ...summary, warnings }, document, key));
    count(tally, lease, summary);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LeaseLost || notes.lost.aborted) return;
    await fail(around, lease, error);
  } finally {
    // What was in it is in the database.
    await rm(outputs, { recursive: true, force: true });
  }
}

/** A video's path and hash are the server's own: its sender knows it by the name that they gave it. */
const namesOf = (folder: DataFolder, { file, filename, id }: Lease["job"]): Names => ({
  [folder.video(file)]: filename,
  [folder.outputs(id)]: "the job's folder",
  [file]: filename,
});

function count(tally: Tally, { job }: Lease, { duration, wallSeconds, accounts }: JobSummary): void {
  tally.add("audio_seconds", duration);
  tally.add("work_seconds", wallSeconds);
  for (const { busySeconds, idleSeconds, engineRestarts } of accounts) {
    tally.add("engine_restarts", engineRestarts);
    if (job.route !== "group" || job.fallback) continue;
    tally.add("rank_busy_seconds", busySeconds);
    tally.add("rank_idle_seconds", idleSeconds);
  }
}

/** What cannot be done is said at once; what may go well another time is tried again. */
async function fail({ database, folder, warn }: Surroundings, lease: Lease, error: unknown): Promise<void> {
  const message = errorForCallers(error, namesOf(folder, lease.job));
  warn(`job ${lease.job.id}: ${messageOf(error)}`, error);
  try {
    if (error instanceof SisterError && error.exitCode === 2) {
      const segments = { done: 0, failed: 0, total: 0 };
      const progress = { doneSeconds: 0, segments };
      await finishJob(database, lease, {
        status: "failed",
        error: message,
        progress,
        ranks: [],
        engine: "",
        warnings: [],
        language: null,
        audio: null,
        subtitles: [],
        key: null,
      });
    } else await giveUp(database, lease, message);
  } catch (late) {
    if (!(late instanceof LeaseLost)) throw late;
  }
}

function endingOf(summary: JobSummary, document: SubtitleDocument, key: TranscriptKey): Ending {
  const { done, failed, total } = summary.segments;
  return {
    status: failed > 0 ? "failed" : "completed",
    error:
      failed > 0
        ? `${failed} of ${total} segments could not be recognized and are marked in their place: retry does them again`
        : null,
    progress: { doneSeconds: summary.duration, segments: { done, failed, total } },
    ranks: document.ranks,
    engine: summary.engine,
    warnings: summary.warnings,
    language: summary.language,
    audio: summary.audio,
    subtitles: [document.source, ...document.targets].map((language): SubtitleText => ({
      language,
      cues: document.cues.map(({ index, start, end, text, words, failed: gap }) => ({
        index,
        start,
        end,
        text: text[language] ?? "",
        ...(gap ? { failed: true } : {}),
        ...(language === document.source ? { words: words.map(markedWord) } : {}),
      })),
    })),
    // Another run may do better if the engine, the translator, the aligner or the voice detector failed somewhere.
    key: failed === 0 && summary.problems.length === 0 && !summary.warnings.some(isPassing) ? key : null,
  };
}

/** Whether another run of the same job may do better, so that this result must not answer for it. */
function isPassing({ code }: Warning): boolean {
  return code === "times-estimated" || code === "voice-fallback";
}
