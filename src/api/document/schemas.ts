/** Requests and responses as zod schemas, so that what is checked and what the OpenAPI document describes cannot differ. */
import { z } from "@hono/zod-openapi";
import { CUES_MOST } from "../bounds/body-limits.js";
import type { JobRecord } from "../../store/jobs/jobs.js";
import { JOB_STATUSES } from "../../store/statuses.js";
import { PROFILES } from "../../subtitles/norms/profile.js";
import { ROWS_MOST, TERM_MOST } from "../../translation/glossary/glossary.js";
import { wholeMs } from "../../subtitles/shown-cues.js";
import { LANGUAGE } from "./patterns.js";

export const LanguageCode = z
  .string()
  .regex(new RegExp(`^${LANGUAGE}$`))
  .openapi({ example: "es", description: "BCP 47" });

/** The language of the speech; "auto" until the model has detected it. */
export const SourceLanguage = LanguageCode.or(z.literal("auto")).openapi({
  example: "en",
  description: "BCP 47, or auto: the model detects the language",
});

/** The audio track that a client wants, as text: "2", "en". */
export const AudioTrackWish = z
  .union([
    z.int().min(1).max(99_999).transform(String),
    z
      .string()
      .trim()
      .regex(/^([1-9]\d{0,4}|[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)$/),
  ])
  .openapi({
    type: "string",
    example: "2",
    description: "the audio track to recognize: its number, from 1, or its language; chosen automatically by default",
  });

/** The norms of subtitles. Which names and numbers there are, `normsOf` knows. */
export const ProfileWish = z
  .string()
  .trim()
  .max(200)
  .openapi({
    example: "netflix",
    description: `the norms of the subtitles: ${Object.keys(PROFILES).join(", ")}; own numbers may follow: netflix,cps=15`,
  });

/** Whether a client wants cues that begin and end with the shots of the picture. */
export const ShotsWish = z.boolean().openapi({
  description: "let cues begin and end with the shots of the picture, which is decoded for it; default: false",
});

/** The translator that a client wants. Which names a server allows, its settings decide. */
export const TranslatorWish = z.string().trim().min(1).max(40).openapi({
  example: "apertium",
  description: "a translator of GET /api/languages; by default the first one that can do the target",
});

export const JobId = z.uuid().openapi({ example: "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11" });

/** The latest time of a cue: no video lasts a year. */
const SECONDS_MOST = 366 * 86_400;

/** How many target languages a job may have. */
export const TARGETS_MOST = 20;

const Rank = z.object({
  rank: z.int(),
  host: z.string(),
  segments: z.int(),
  audioSeconds: z.number(),
  busySeconds: z.number(),
  idleSeconds: z.number(),
});

const JOB_EXAMPLE = {
  id: "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
  status: "running" as const,
  route: "group" as const,
  filename: "talk.mp4",
  duration: 3600.5,
  source: "en",
  targets: ["es"],
  progress: 0.25,
  segments: { done: 60, failed: 0, total: 240 },
  ranks: [],
  createdAt: "2026-01-01T00:00:00.000Z",
  startedAt: "2026-01-01T00:00:01.000Z",
  finishedAt: null,
  error: null,
  warnings: [],
  audioTrack: null,
  profile: "netflix",
  shots: false,
  audio: { track: 1, channel: null },
  translator: null,
  translators: { es: "apertium" },
  glossaryTerms: 0,
  services: {},
  language: { code: "en", how: "given" as const, confidence: 1 },
  links: {
    self: "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
    events: "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/events",
    segments: "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/segments",
    preview: "/api/jobs/0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11/preview",
  },
};

export const JobView = z
  .object({
    id: JobId,
    status: z.enum(JOB_STATUSES),
    route: z.enum(["group", "local"]),
    fallback: z.boolean().openapi({
      description: "whether a server took the job although its route is group, because no group was alive",
    }),
    filename: z.string(),
    duration: z.number().openapi({ description: "seconds" }),
    source: SourceLanguage,
    targets: z.array(LanguageCode),
    progress: z.number().min(0).max(1).openapi({ description: "the part of the audio that is done" }),
    segments: z.object({ done: z.int(), failed: z.int(), total: z.int() }),
    ranks: z.array(Rank),
    createdAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    finishedAt: z.iso.datetime().nullable(),
    error: z.string().nullable(),
    warnings: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .openapi({ description: "what a person should know about the result, although the job succeeded" }),
    audioTrack: z
      .string()
      .nullable()
      .openapi({ description: "the audio track that the request named: its number, from 1, or its language" }),
    profile: z.string().openapi({ description: "the norms of the subtitles" }),
    shots: z.boolean().openapi({ description: "whether cues begin and end with the shots of the picture" }),
    translator: z.string().nullable().openapi({ description: "the translator that the request named" }),
    translators: z
      .record(z.string(), z.string())
      .openapi({ description: "the translator of each target; empty until the language of the speech is known" }),
    glossaryTerms: z.int().openapi({ description: "the number of terms of its glossary" }),
    services: z.record(z.string(), z.object({ requests: z.int(), characters: z.int(), tokens: z.int() })).openapi({
      example: { openai: { requests: 12, characters: 9400, tokens: 5200 } },
      description:
        "what was asked of services on the network, by translator; repeated requests count each time; tokens if the service counts them",
    }),
    audio: z
      .object({ track: z.int().min(1), channel: z.int().min(1).nullable() })
      .nullable()
      .openapi({
        description:
          "the sound that was recognized: its track, and its channel if only one was; null until the job ends",
      }),
    language: z
      .object({ code: LanguageCode, how: z.enum(["given", "detected"]), confidence: z.number() })
      .nullable()
      .openapi({ description: "the language of the speech; null until it is known" }),
    links: z.record(z.string(), z.string()),
  })
  .openapi("Job", { example: JOB_EXAMPLE });

const TermText = z
  .string()
  .max(TERM_MOST)
  .refine((text) => !/[\p{Cc}\p{Surrogate}]/u.test(text), { message: "a term must not contain control characters" });

/** A row of a glossary. */
export const GlossaryTerm = z
  .strictObject({
    source: TermText.openapi({ example: "rank" }),
    target: TermText.optional().openapi({
      example: "rango",
      description: "the translation into targets that have none of their own; - keeps the term",
    }),
    targets: z
      .record(z.string().max(35), TermText)
      .optional()
      .openapi({ example: { id: "peringkat" }, description: "translations by the code of the target" }),
    note: TermText.optional(),
  })
  .openapi("GlossaryTerm");

/** A request for a job of a complete upload. */
export const UploadedJob = z
  .strictObject({
    upload: z.string().openapi({ description: "the id of the upload: the last part of its address under /files" }),
    targets: z.array(LanguageCode).max(TARGETS_MOST).default([]),
    source: SourceLanguage.default("en"),
    audioTrack: AudioTrackWish.optional(),
    profile: ProfileWish.optional(),
    shots: ShotsWish.optional(),
    translator: TranslatorWish.optional(),
    glossary: z.array(GlossaryTerm).max(ROWS_MOST).optional(),
  })
  .openapi("UploadedJob");

/** A request to translate the subtitles of a completed job. */
export const AddedTarget = z
  .strictObject({
    target: LanguageCode,
    translator: TranslatorWish.optional(),
    again: z.boolean().optional().openapi({
      description:
        "translate a target that the job has again, and replace its subtitles with their edits; they stay if a cue could not be translated",
    }),
  })
  .openapi("AddedTarget");

/** A cue that was translated again. */
export const RetranslatedCue = z
  .object({ language: LanguageCode, index: z.int().min(1), text: z.string() })
  .openapi("RetranslatedCue", { example: { language: "es", index: 12, text: "Buenos días." } });

export const JobPage = z
  .object({ jobs: z.array(JobView), next: z.string().nullable() })
  .openapi("JobPage", { example: { jobs: [JOB_EXAMPLE], next: null } });

/** A job as the API returns it. */
export function viewOf(job: JobRecord): z.infer<typeof JobView> {
  const base = `/api/jobs/${job.id}`;
  const subtitles = Object.fromEntries(
    [job.source, ...job.targets].map((language) => [`subtitles.${language}`, `${base}/subtitles/${language}.srt`]),
  );
  const hasSubtitles = job.status === "completed" || (job.status === "failed" && job.segments.total > 0);
  const done = job.status === "completed" ? 1 : Math.min(1, job.doneSeconds / job.duration);
  return {
    id: job.id,
    status: job.status,
    route: job.route,
    fallback: job.fallback,
    filename: job.filename,
    duration: job.duration,
    source: job.source,
    targets: job.targets,
    progress: Math.round(done * 1000) / 1000,
    segments: job.segments,
    ranks: job.ranks,
    createdAt: job.createdAt.toISOString(),
    startedAt: job.startedAt?.toISOString() ?? null,
    finishedAt: job.finishedAt?.toISOString() ?? null,
    error: job.error,
    warnings: job.warnings,
    audioTrack: job.audioTrack,
    profile: job.profile,
    shots: job.shots,
    translator: job.translator,
    translators: job.translators,
    glossaryTerms: job.glossaryTerms,
    services: job.services,
    audio: job.audio,
    language: job.language,
    links: {
      self: base,
      events: `${base}/events`,
      renders: `${base}/renders`,
      segments: `${base}/segments`,
      preview: `${base}/preview`,
      original: `/outputs/${job.id}/original`,
      ...(hasSubtitles ? subtitles : {}),
    },
  };
}

/** Text that a database can store: without NUL and without unpaired surrogates. */
export const StorableText = z.string().refine((text) => !text.includes("\0") && !/\p{Surrogate}/u.test(text), {
  message: "text must not contain NUL or unpaired surrogates",
});

/** What is wrong with cues out of order. */
export const CUE_ORDER =
  "each cue must end at least a millisecond after it starts, and cues must be sorted by their starts";

const EditedWord = z.strictObject({
  text: StorableText.max(400),
  start: z.number().min(0).max(SECONDS_MOST),
  end: z.number().min(0).max(SECONDS_MOST),
  confidence: z.number().min(0).max(1),
  estimated: z.literal(true).optional().openapi({ description: "whether the times are estimated" }),
  doubtful: z
    .literal(true)
    .optional()
    .openapi({ description: "whether words like this are often wrong, so that an editor should mark it" }),
});

/** A cue as an editor sends it. Unknown fields are refused. */
export const EditedCue = z.strictObject({
  index: z.int().min(1),
  start: z.number().min(0).max(SECONDS_MOST),
  end: z.number().min(0).max(SECONDS_MOST),
  text: StorableText.max(2000),
  failed: z.boolean().optional(),
  words: z
    .array(EditedWord)
    .max(500)
    .optional()
    .openapi({ description: "the recognized words, of subtitles in the source language; an edit may omit them" }),
});

export const SubtitleDocument = z
  .strictObject({ language: LanguageCode, cues: z.array(EditedCue).max(CUES_MOST) })
  .refine(
    ({ cues }) =>
      cues.every(({ start, end }, i) => wholeMs(start) < wholeMs(end) && start >= (cues[i - 1]?.start ?? 0)),
    {
      message: CUE_ORDER,
    },
  )
  .openapi("Subtitles", {
    example: { language: "es", cues: [{ index: 1, start: 0.5, end: 2.25, text: "Buenos días." }] },
  });
