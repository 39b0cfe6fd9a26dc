/** Runs one leased job: from its video to its subtitles in the database. */
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
import { giveUp, type Lease } from "../../store/jobs/leases.js";
import { LeaseLost } from "../../store/leases/lease.js";
import { listSegments } from "../../store/jobs/segments.js";
import type { SubtitleText } from "../../store/jobs/subtitles.js";
import { finishJob, type Ending } from "../../store/jobs/lease-writes.js";
import type { DataFolder } from "../uploads/data-folder.js";
import { DatabaseJournal } from "./database-journal.js";
import { engineConfig, transcriptKey } from "./engine-config.js";
import type { Perform } from "./perform.js";
import { markedWord, JobProgressWriter } from "./job-progress-writer.js";
import type { Counters } from "../health/counters.js";
import { clientErrorMessage, clientMessage, type Names } from "../client-messages.js";

export interface WorkContext {
  database: Database;
  folder: DataFolder;
  cache: Cache;
  speech: SpeechChoice;
  /** Longest duration of a video, in seconds. */
  durationMost: number;
  counters: Counters;
  /** Logs a warning for the operator. */
  warn: (message: string, error?: unknown) => void;
}

/**
 * Runs a leased job. Resolves when it has completed or failed, or the lease was lost. Rejects with the signal's reason
 * if it is stopped: then the lease is still held, and the caller hands it back.
 */
export async function runLeased(
  around: WorkContext,
  perform: Perform,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { database, folder, speech, counters } = around;
  const { job } = lease;
  // The folder of this lease: a cancelled run may still be cleaning up when the next begins.
  const outputs = join(folder.outputs(job.id), String(lease.fence));
  const notes = new JobProgressWriter(database, lease, await listSegments(database, job.id));
  try {
    const config = transcriptKey(engineConfig(speech.config), job);
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
      translation: { kind: "apertium" },
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
    const warnings = summary.warnings.map(({ code, message }) => ({ code, message: clientMessage(message, names) }));
    await finishJob(database, lease, endingOf({ ...summary, warnings }, document, config));
    count(counters, lease, summary);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LeaseLost || notes.lost.aborted) return;
    await fail(around, lease, error);
  } finally {
    // Its contents are in the database.
    await rm(outputs, { recursive: true, force: true });
  }
}

/** The client knows a video by its file name, not by the path and the hash that the server uses. */
const namesOf = (folder: DataFolder, { file, filename, id }: Lease["job"]): Names => ({
  [folder.video(file)]: filename,
  [folder.outputs(id)]: "the job's folder",
  [file]: filename,
});

function count(counters: Counters, { job }: Lease, { duration, wallSeconds, accounts }: JobSummary): void {
  counters.add("audio_seconds", duration);
  counters.add("work_seconds", wallSeconds);
  for (const { busySeconds, idleSeconds, engineRestarts } of accounts) {
    counters.add("engine_restarts", engineRestarts);
    if (job.route !== "group" || job.fallback) continue;
    counters.add("rank_busy_seconds", busySeconds);
    counters.add("rank_idle_seconds", idleSeconds);
  }
}

/** Fails a job that no attempt can do, and queues any other again. */
async function fail({ database, folder, warn }: WorkContext, lease: Lease, error: unknown): Promise<void> {
  const message = clientErrorMessage(error, namesOf(folder, lease.job));
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
        config: null,
      });
    } else await giveUp(database, lease, message);
  } catch (late) {
    if (!(late instanceof LeaseLost)) throw late;
  }
}

function endingOf(summary: JobSummary, document: SubtitleDocument, config: string): Ending {
  const { done, failed, total } = summary.segments;
  return {
    status: failed > 0 ? "failed" : "completed",
    error:
      failed > 0
        ? `${failed} of ${total} segments could not be recognized and are marked in their place: retry the job to do them again`
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
    // A problem of an engine, the translator, the aligner or the voice detector may not occur in another run.
    config: failed === 0 && summary.problems.length === 0 && !summary.warnings.some(isPassing) ? config : null,
  };
}

/** Whether another run of the same job may do better, so that this result is not kept for it. */
function isPassing({ code }: Warning): boolean {
  return code === "times-estimated" || code === "voice-fallback";
}
