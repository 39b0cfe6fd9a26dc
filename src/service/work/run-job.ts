/** One leased job, from its video to its subtitles in the database. */
import { messageOf, SisterError } from "../../errors.js";
import type { Cache } from "../../cache/cache.js";
import type { Job, JobReport, JobResult } from "../../pipeline/job.js";
import type { MediaDescription } from "../../media/probe/media.js";
import type { SpeechChoice } from "../../speech/default-engine.js";
import type { Warning } from "../../subtitles/document.js";
import { isMissingIn } from "../../subtitles/layout/layout.js";
import type { Database } from "../../database/database.js";
import { findFile } from "../../store/files/files.js";
import { findRetranslations } from "../../store/jobs/retranslations.js";
import { findGlossary } from "../../store/jobs/jobs.js";
import { giveUp, type Lease } from "../../store/jobs/leases.js";
import { LeaseLost } from "../../store/leases/lease.js";
import { listSegments } from "../../store/jobs/segments.js";
import type { SubtitleText } from "../../store/jobs/subtitles.js";
import type { TranscriptKey } from "../../store/jobs/transcripts.js";
import { finishJob, type Ending } from "../../store/jobs/lease-writes.js";
import type { DataFolder } from "../uploads/data-folder.js";
import type { Glossary } from "../../translation/glossary/glossary.js";
import { DatabaseJournal } from "./database-journal.js";
import { performRetranslations } from "./retranslation.js";
import { orderOf, resultKey } from "./result-key.js";
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
 * Does a leased job. Resolves when it has ended one way or the other, also where the lease was lost on the way. Rejects
 * with the signal's reason when it is stopped: then the job is still ours, to be handed back.
 */
export async function runLeased(
  around: WorkContext,
  perform: Perform,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { database, folder, speech, counters } = around;
  const { job } = lease;
  const notes = new JobProgressWriter(database, lease, await listSegments(database, job.id));
  try {
    const again = await findRetranslations(database, job.id);
    if (again.length > 0) {
      await performRetranslations(around, lease, again, AbortSignal.any([signal, notes.lost]));
      return;
    }
    const glossary = (await findGlossary(database, job.id)) as Glossary | null;
    const key = await resultKey(speech.config, { ...job, glossary });
    const media = (await findFile(database, job.file))?.media as MediaDescription | undefined;
    const request: Job = {
      file: folder.video(job.file),
      ...(media ? { media } : {}),
      source: job.source,
      ...(job.audioTrack === null ? {} : { audioTrack: job.audioTrack }),
      secondsMost: around.durationMost,
      targets: job.targets,
      profile: job.profile,
      ...(job.shots ? { shots: true } : {}),
      translatorOrder: orderOf(job),
      speech: speech.config,
      ...(glossary ? { glossary } : {}),
      ...(speech.note === null ? {} : { warnings: [{ code: "engine-fallback", message: speech.note }] }),
      outputs: null,
    };
    const result = await perform({
      id: `${job.id} ${lease.fence}`,
      owner: job.owner,
      duration: job.duration,
      job: request,
      journal: new DatabaseJournal(database, around, lease, (lost) => notes.lose(lost)),
      onEvent: (event) => notes.take(event),
      signal: AbortSignal.any([signal, notes.lost]),
    });
    await notes.settled();
    for (const { code, message } of result.document.warnings) around.warn(`job ${job.id}: ${code}: ${message}`);
    const names = namesOf(folder, job);
    const warnings = result.document.warnings.map(({ code, message }) => ({
      code,
      message: clientMessage(message, names),
    }));
    await finishJob(database, lease, endingOf({ ...result, document: { ...result.document, warnings } }, key));
    count(counters, lease, result);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof LeaseLost || notes.lost.aborted) return;
    await fail(around, lease, error);
  }
}

/** The client knows a video by its file name, not by the path and the hash that the server uses. */
const namesOf = (folder: DataFolder, { file, filename, id }: Lease["job"]): Names => ({
  [folder.video(file)]: filename,
  [folder.outputs(id)]: "the job's folder",
  [file]: filename,
});

function count(counters: Counters, { job }: Lease, { document, report: { wallSeconds, accounts } }: JobResult): void {
  counters.add("audio_seconds", document.duration);
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
        translators: null,
        services: {},
        subtitles: [],
        key: null,
      });
    } else await giveUp(database, lease, message);
  } catch (late) {
    if (!(late instanceof LeaseLost)) throw late;
  }
}

function endingOf({ document, report }: JobResult, key: TranscriptKey): Ending {
  const { done, failed, total } = report.segments;
  const error = whatFailed(report);
  return {
    status: error === null ? "completed" : "failed",
    error,
    progress: { doneSeconds: document.duration, segments: { done, failed, total } },
    ranks: document.ranks,
    engine: document.engine,
    warnings: document.warnings,
    language: document.language,
    audio: document.audio,
    translators: document.translators,
    services: report.services,
    subtitles: [document.source, ...document.targets].map((language): SubtitleText => ({
      language,
      cues: document.cues.map((cue) => ({
        index: cue.index,
        start: cue.start,
        end: cue.end,
        text: cue.text[language] ?? "",
        ...(isMissingIn(cue, language) ? { failed: true } : {}),
        ...(language === document.source ? { words: cue.words.map(markedWord) } : {}),
      })),
    })),
    // A failure of an engine, the translator, the aligner or the voice detector may not happen again: such a result
    // does not answer for later jobs.
    key: error === null && report.problems.length === 0 && !document.warnings.some(isPassing) ? key : null,
  };
}

/**
 * What failed of a job, for its client. Null if nothing did. Passages of which a translator knows no word are no
 * failure: they have a warning, and another attempt would give the same.
 */
function whatFailed({ segments: { failed, total }, untranslated, problems }: JobReport): string | null {
  const parts = [
    ...(failed > 0 ? [`${failed} of ${total} segments could not be recognized`] : []),
    ...(untranslated > 0 && problems.length > 0 ? [`${untranslated} passages could not be translated`] : []),
  ];
  if (parts.length === 0) return null;
  return `${parts.join(", and ")}; they are marked in their place: retry the job to do them again`;
}

/** Whether another run of the same job may do better, so that this result is not kept for it. */
function isPassing({ code }: Warning): boolean {
  return code === "times-estimated" || code === "voice-fallback";
}
