/** A job of a video that came in: what is asked is looked at, then it is put into the queue, or answered with what the engines made of it before. */
import { createHash } from "node:crypto";
import { messageOf, SisterError } from "../../errors.js";
import { resultKey } from "../../service/work/result-key.js";
import { requireLanguages } from "../../pipeline/capabilities.js";
import type { ReceivedVideo } from "../../service/uploads/receive-video.js";
import { requireDuration } from "../../media/sound/plausible.js";
import { rankTracks } from "../../media/sound/tracks.js";
import { AUTO } from "../../speech/language/hears.js";
import { UploadRefused } from "../../service/uploads/upload-refused.js";
import type { Queryable } from "../../database/database.js";
import { forCallers } from "../../service/for-callers.js";
import { lockFile, noteFile } from "../../store/files/files.js";
import { claimKey, fulfillKey, type KeyClaim } from "../../store/jobs/idempotency.js";
import { findJob, insertJob, type JobRecord } from "../../store/jobs/jobs.js";
import { completeFrom, findTranscript, type TranscriptKey } from "../../store/jobs/transcripts.js";
import type { ApiContext } from "../context.js";
import { Problem } from "../http/problem.js";
import { AudioTrackWish, LanguageCode, TARGETS_MOST } from "../document/schemas.js";

/** The languages of a job, and the audio track that was asked for: its number, from 1, or its language. */
export interface Wanted {
  source: string;
  targets: string[];
  audioTrack: string | null;
}

/** As they come in a form or a body. */
export interface WantedFields {
  source?: string | undefined;
  targets?: readonly string[] | undefined;
  audioTrack?: string | number | undefined;
}

/** Checks what is asked; a Problem where this server cannot do it. */
export function readWanted(
  { speech }: ApiContext,
  { source: from = "en", targets: to = [], audioTrack: track }: WantedFields,
): Wanted {
  const source = from.trim() === AUTO ? AUTO : language(from);
  const targets = [...new Set(to.map(language))];
  if (targets.length > TARGETS_MOST) throw new Problem(422, `at most ${TARGETS_MOST} targets`);
  try {
    requireLanguages(speech.hearing, { source, targets });
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, forCallers(messageOf(error))) : error;
  }
  const audioTrack = track === undefined ? null : AudioTrackWish.safeParse(track);
  if (audioTrack && !audioTrack.success)
    throw new Problem(422, "audioTrack is the number of an audio track, from 1, or its language, such as en");
  return { source, targets, audioTrack: audioTrack?.data ?? null };
}

/** Refuses a video that lasts too long, or has no such audio track. */
function requireFit({ settings }: ApiContext, { media }: ReceivedVideo, { source, audioTrack }: Wanted): void {
  try {
    requireDuration({ file: "the video", duration: media.duration }, settings.durationMost);
    // Of a description that an older version kept, the job itself finds out.
    if (media.tracks) rankTracks(media.tracks, { language: source, track: audioTrack, channel: null });
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, messageOf(error)) : error;
  }
}

function language(text: string): string {
  const parsed = LanguageCode.safeParse(text.trim());
  if (!parsed.success) throw new Problem(422, `"${text.slice(0, 40)}" is no language code: write one as en, es or ca`);
  return parsed.data;
}

/** What a request asked, so that its Idempotency-Key is good for nothing else. `video`: what names it in the request. */
export function requestHash(video: string, { source, targets, audioTrack }: Wanted): string {
  return createHash("sha256")
    .update(JSON.stringify([video, source, targets, ...(audioTrack === null ? [] : [audioTrack])]))
    .digest("hex");
}

/** The answer to an upload that was refused. */
export function problemOf(refused: UploadRefused): Problem {
  const status = {
    "too-large": 413,
    "disk-full": 507,
    "owner-full": 507,
    "too-many": 429,
    "cut-off": 400,
    "no-video": 422,
  };
  const headers = refused.reason === "too-many" ? { "Retry-After": "10" } : undefined;
  return new Problem(status[refused.reason], refused.message, headers);
}

/** For `catch`: throws the answer to an upload or a render that was refused, and everything else as it is. */
export function asProblem(error: unknown): never {
  throw error instanceof UploadRefused ? problemOf(error) : error;
}

export interface Submission {
  wanted: Wanted;
  filename: string;
  received: ReceivedVideo;
  /** Idempotency-Key of the request, and what it asked. */
  key: { key: string; request: string } | null;
  /** Done in the same transaction. */
  along?: (transaction: Queryable) => Promise<unknown>;
}

/** Makes the job: when this resolves it is durable. */
export async function submitJob(server: ApiContext, owner: string, submission: Submission): Promise<JobRecord> {
  const { database, settings } = server;
  const { wanted, filename, received, key, along } = submission;
  const { sha256, bytes, media } = received;
  requireFit(server, received, wanted);
  const resultsKey = await keyOf(server, wanted);
  return database.transaction(async (transaction) => {
    if (key) {
      const before = await answered(transaction, owner, await claimKey(transaction, { owner, ...key }));
      if (before) return before;
    }
    await lockFile(transaction, sha256);
    await received.keep();
    await noteFile(transaction, { sha256, bytes, media });
    const route = media.duration > settings.groupThreshold ? "group" : "local";
    const duration = media.duration;
    const made = await insertJob(transaction, { owner, route, filename, file: sha256, duration, ...wanted });
    const transcript = resultsKey === null ? null : await findTranscript(transaction, made, resultsKey);
    if (key) await fulfillKey(transaction, owner, key.key, made.id);
    await along?.(transaction);
    return transcript ? completeFrom(transaction, made, transcript) : made;
  });
}

/** The job that a key was answered with; null where it was not, or the job was removed since. A Problem where it was used for something else. */
export async function answered(on: Queryable, owner: string, claim: KeyClaim): Promise<JobRecord | null> {
  if (claim.state === "other")
    throw new Problem(422, "this Idempotency-Key was used for another request: use a new one");
  return claim.state === "answered" ? findJob(on, owner, claim.job) : null;
}

/** null if the model cannot be read: the job then fails with the reason. */
async function keyOf({ speech }: ApiContext, wanted: Wanted): Promise<TranscriptKey | null> {
  try {
    return await resultKey(speech.config, wanted);
  } catch (error) {
    if (error instanceof SisterError) return null;
    throw error;
  }
}
