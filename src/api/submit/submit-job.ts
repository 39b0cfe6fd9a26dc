/**
 * Makes the job of a received video: checks the request, then queues the job, or completes it at once if the same engines have done this video before.
 */
import { createHash } from "node:crypto";
import { messageOf, SisterError } from "../../errors.js";
import { orderOf, resultKey } from "../../service/work/result-key.js";
import { requireLanguages } from "../../pipeline/capabilities.js";
import type { ReceivedVideo } from "../../service/uploads/receive-video.js";
import { requireDuration } from "../../media/sound/plausible.js";
import { rankTracks } from "../../media/sound/tracks.js";
import { AUTO } from "../../speech/language/hears.js";
import { DEFAULT_PROFILE, normsOf } from "../../subtitles/norms/profile.js";
import type { Queryable } from "../../database/database.js";
import { clientMessage } from "../../service/client-messages.js";
import { lockFile, noteFile } from "../../store/files/files.js";
import { claimKey, fulfillKey, type KeyClaim } from "../../store/jobs/idempotency.js";
import { findJob, insertJob, type JobRecord } from "../../store/jobs/jobs.js";
import { completeFrom, findTranscript, type Transcript, type TranscriptKey } from "../../store/jobs/transcripts.js";
import type { Glossary, GlossaryRow } from "../../translation/glossary/glossary.js";
import { isSameLanguage } from "../../translation/languages.js";
import { chooseTranslators, type TranslatorChoice } from "../../translation/translators.js";
import type { ApiContext } from "../context.js";
import { Problem } from "../http/problem.js";
import { allowedTranslator } from "./choose-translator.js";
import { readTerms } from "./read-terms.js";
import { AudioTrackWish, LanguageCode, TARGETS_MOST } from "../document/schemas.js";

/** What a request wants of a job. */
export interface Wanted {
  source: string;
  targets: string[];
  /** Number of the audio track, from 1, or its language; null for an automatic choice. */
  audioTrack: string | null;
  /** Norms of the subtitles. */
  profile: string;
  /** Whether cues begin and end with the shots of the picture. */
  shots: boolean;
  /** The id of the translator that was named; null for an automatic choice. */
  translator: string | null;
  /** The translator of each target; empty while the language of the speech is not known. */
  translators: TranslatorChoice;
  /** Terms and their translations; null: none. */
  glossary: Glossary | null;
}

/** The same, as a form or a body holds it. */
export interface WantedFields {
  source?: string | undefined;
  targets?: readonly string[] | undefined;
  audioTrack?: string | number | undefined;
  profile?: string | undefined;
  shots?: boolean | undefined;
  translator?: string | undefined;
  /** The text of a CSV file or of JSON, or rows. */
  glossary?: string | readonly GlossaryRow[] | undefined;
}

/** Checks what a request wants. Throws a Problem with status 422 if this server cannot do it. */
export function readWanted({ speech }: ApiContext, fields: WantedFields): Wanted {
  const { source: from = "en", targets: to = [], audioTrack: track, translator: named } = fields;
  const { profile = DEFAULT_PROFILE } = fields;
  const source = from.trim() === AUTO ? AUTO : language(from);
  const targets = [...new Set(to.map(language))];
  if (targets.length > TARGETS_MOST) throw new Problem(422, `a job has at most ${TARGETS_MOST} targets`);
  const translator = named === undefined ? null : allowedTranslator(named.trim());
  let translators: TranslatorChoice;
  try {
    normsOf(profile, source);
    translators = requireLanguages(speech.hearing, { source, targets }, { order: orderOf({ translator }) });
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, clientMessage(messageOf(error))) : error;
  }
  const audioTrack = track === undefined ? null : AudioTrackWish.safeParse(track);
  if (audioTrack && !audioTrack.success)
    throw new Problem(422, "audioTrack is the number of an audio track, from 1, or its language, such as en");
  return {
    source,
    targets,
    audioTrack: audioTrack?.data ?? null,
    profile: profile.trim(),
    shots: fields.shots ?? false,
    translator,
    translators,
    glossary: readTerms(fields.glossary),
  };
}

/** Throws a Problem with status 422 if the video is too long, or has no such audio track, or no picture for shots. */
function requireFit({ settings }: ApiContext, { media }: ReceivedVideo, { source, audioTrack, shots }: Wanted): void {
  try {
    requireDuration({ file: "the video", duration: media.duration }, settings.durationMost);
    // A description that an older version wrote has no tracks: then the job itself checks this.
    if (media.tracks) rankTracks(media.tracks, { language: source, track: audioTrack, channel: null });
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, messageOf(error)) : error;
  }
  if (shots && !media.video)
    throw new Problem(422, "the file has no picture, so it has no shot changes: leave shots out");
}

function language(text: string): string {
  const parsed = LanguageCode.safeParse(text.trim());
  if (!parsed.success)
    throw new Problem(422, `"${text.slice(0, 40)}" is not a language code: write one such as en, es or ca`);
  return parsed.data;
}

/**
 * A hash of what a request wants, so that its Idempotency-Key cannot be used for another request.
 *
 * @param video what identifies the video in the request
 */
export function requestHash(video: string, wanted: Wanted): string {
  const { source, targets, audioTrack, profile, shots, translator, glossary } = wanted;
  const track = audioTrack === null ? [] : [audioTrack];
  const norms = profile === DEFAULT_PROFILE ? [] : [{ profile }];
  const cuts = shots ? [{ shots }] : [];
  const named = translator === null ? [] : [{ translator }];
  const terms = glossary === null ? [] : [{ glossary }];
  return createHash("sha256")
    .update(JSON.stringify([video, source, targets, ...track, ...norms, ...cuts, ...named, ...terms]))
    .digest("hex");
}

export interface Submission {
  wanted: Wanted;
  filename: string;
  received: ReceivedVideo;
  /** Idempotency-Key of the request, and the hash of the request. */
  key: { key: string; request: string } | null;
  /** Runs in the same transaction. */
  along?: (transaction: Queryable) => Promise<unknown>;
}

/** Makes the job. It is durable when this resolves. */
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
    return transcript ? completeFrom(transaction, made, transcript, translatorsOf(transcript, wanted)) : made;
  });
}

/** The translators of a result that was made before. If its language was detected, they are known only now. */
function translatorsOf(
  { language }: Transcript,
  { source, targets, translator, translators }: Wanted,
): TranslatorChoice {
  if (source !== AUTO || !language) return translators;
  const others = targets.filter((target) => !isSameLanguage(target, language.code));
  return chooseTranslators(language.code, others, { order: orderOf({ translator }) });
}

/**
 * The job that an Idempotency-Key was answered with; null if there was no answer, or if the job was removed since. Throws a Problem with status 422 if the
 * key was used for another request.
 */
export async function answered(on: Queryable, owner: string, claim: KeyClaim): Promise<JobRecord | null> {
  if (claim.state === "other")
    throw new Problem(422, "this Idempotency-Key was used for another request: use a new one");
  return claim.state === "answered" ? findJob(on, owner, claim.job) : null;
}

/** The key of the job's result; null if the model cannot be read. Then the job fails and says why. */
async function keyOf({ speech }: ApiContext, wanted: Wanted): Promise<TranscriptKey | null> {
  try {
    return await resultKey(speech.config, wanted);
  } catch (error) {
    if (error instanceof SisterError) return null;
    throw error;
  }
}
