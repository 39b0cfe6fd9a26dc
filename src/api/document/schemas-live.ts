/** Schemas of work in progress: segments, stream events, the installation, the cache, the caller. */
import { z } from "@hono/zod-openapi";
import { RENDER_STATUSES } from "../../store/statuses.js";
import { JobId, JobView, LanguageCode } from "./schemas.js";

export const SegmentView = z
  .object({
    index: z.int(),
    start: z.number().openapi({ description: "seconds from the video's start" }),
    end: z.number(),
    state: z.enum(["waiting", "running", "done", "failed"]),
    rank: z.int().nullable().openapi({ description: "null while the segment waits, and if its words were cached" }),
    host: z.string().nullable(),
    attempts: z.int().openapi({ description: "attempts that began; more than 1 after a retry" }),
  })
  .openapi("Segment", {
    example: { index: 7, start: 84, end: 96.5, state: "running", rank: 1, host: "node1", attempts: 1 },
  });

export const SegmentList = z.array(SegmentView).openapi("SegmentList", {
  example: [
    { index: 0, start: 0, end: 12.25, state: "done", rank: 0, host: "node1", attempts: 1 },
    { index: 1, start: 12.25, end: 24, state: "running", rank: 2, host: "node2", attempts: 2 },
    { index: 2, start: 24, end: 35.5, state: "waiting", rank: null, host: null, attempts: 0 },
  ],
});

export const Me = z
  .object({
    owner: z.string().openapi({ description: "the owner whose jobs the caller can see" }),
    operator: z.boolean().openapi({ description: "whether the caller may use /api/group and /api/cache" }),
    signIn: z.enum(["none", "token", "session"]).openapi({
      description: "how the caller is authenticated; none: the server is for its own machine and requires no tokens",
    }),
    expiresAt: z.iso.datetime().nullable().openapi({ description: "when the session ends; null without one" }),
  })
  .openapi("Me", {
    example: { owner: "ada", operator: false, signIn: "session", expiresAt: "2026-01-01T12:00:00.000Z" },
  });

const RankNow = z.object({
  rank: z.int(),
  host: z.string(),
  job: JobId.nullable().openapi({ description: "the job whose segment the rank recognizes; null if it is idle" }),
  filename: z.string().nullable(),
  segment: z.int().nullable(),
  since: z.iso.datetime().nullable(),
});

export const GroupState = z
  .object({
    groups: z
      .array(z.object({ id: z.uuid(), host: z.string(), seenAt: z.iso.datetime(), ranks: z.array(RankNow) }))
      .nullable()
      .openapi({ description: "the process groups that are alive" }),
    servers: z
      .array(
        z.object({
          id: z.uuid(),
          host: z.string(),
          version: z.string(),
          startedAt: z.iso.datetime(),
          seenAt: z.iso.datetime(),
        }),
      )
      .nullable()
      .openapi({ description: "the API servers that are alive" }),
    queue: z
      .object({ group: z.int(), local: z.int(), renders: z.int() })
      .nullable()
      .openapi({ description: "the numbers of waiting jobs, by route, and of waiting renders" }),
    engine: z.object({
      name: z.string(),
      model: z.string().nullable(),
      languages: z.array(z.string()).openapi({
        description: "the languages that it recognizes; * if they are unknown, so that any may be requested",
      }),
      provider: z.string().openapi({ description: "what it computes on in this server: cpu, cuda or coreml" }),
      note: z
        .string()
        .nullable()
        .openapi({ description: "why a better engine is not used; null if there is no reason" }),
    }),
    translators: z.array(z.object({ source: LanguageCode, target: LanguageCode, by: z.string() })).nullable(),
    database: z.object({
      kind: z.enum(["embedded", "postgres"]),
      primary: z
        .string()
        .nullable()
        .openapi({ description: "host:port; null if the database is embedded, or if no primary answers" }),
      replicas: z.array(
        z.object({
          host: z.string(),
          lagSeconds: z
            .number()
            .nullable()
            .openapi({ description: "seconds behind the primary; null if the replica does not answer" }),
        }),
      ),
    }),
    cache: z.object({ kind: z.enum(["memory", "redis"]), state: z.enum(["alive", "away"]) }),
    disk: z
      .object({
        totalBytes: z.int(),
        freeBytes: z.int(),
        leastBytes: z.int().openapi({ description: "the server is not ready if less is free" }),
      })
      .nullable()
      .openapi({ description: "the disk of the data folder" }),
    ready: z
      .object({ ready: z.boolean(), problems: z.array(z.string()) })
      .nullable()
      .openapi({ description: "what GET /ready answers" }),
  })
  .openapi("GroupState", {
    description: "the whole installation; a field is null if it cannot be read at the moment",
    example: {
      groups: [
        {
          id: "0b7c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
          host: "node1",
          seenAt: "2026-01-01T00:00:05.000Z",
          ranks: [
            {
              rank: 0,
              host: "node1",
              job: "4f1c2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
              filename: "talk.mp4",
              segment: 7,
              since: "2026-01-01T00:00:03.000Z",
            },
            { rank: 1, host: "node2", job: null, filename: null, segment: null, since: null },
          ],
        },
      ],
      servers: [
        {
          id: "9c1f2f0e-6a52-4c7e-9a7e-6f9e3f6f3c11",
          host: "node1",
          version: "0.1.0",
          startedAt: "2026-01-01T00:00:00.000Z",
          seenAt: "2026-01-01T00:00:05.000Z",
        },
      ],
      queue: { group: 2, local: 0, renders: 1 },
      engine: { name: "moonshine", model: "moonshine-base-en", languages: ["en"], provider: "cpu", note: null },
      translators: [{ source: "en", target: "es", by: "apertium" }],
      database: { kind: "postgres", primary: "db1:5432", replicas: [{ host: "db2:5432", lagSeconds: 0 }] },
      cache: { kind: "redis", state: "alive" },
      disk: { totalBytes: 500_000_000_000, freeBytes: 200_000_000_000, leastBytes: 1_073_741_824 },
      ready: { ready: true, problems: [] },
    },
  });

export const CacheState = z
  .object({
    entries: z.int().openapi({ description: "recognized segments, and whole videos with their translations" }),
    bytes: z.int(),
    hits: z.int().openapi({ description: "how many segments were ever found in the cache" }),
    misses: z.int(),
  })
  .openapi("CacheState", { example: { entries: 1250, bytes: 4_300_000, hits: 310, misses: 940 } });

/** Data of stream events by name. They are registered by themselves, because OpenAPI cannot describe streams. */
export const EVENT_SCHEMAS = {
  ProgressEvent: z.object({
    progress: z.number().min(0).max(1),
    segments: z.object({ done: z.int(), failed: z.int(), total: z.int() }),
  }),
  CueEvent: z.object({
    start: z.number(),
    end: z.number(),
    text: z.string(),
    words: z.array(z.object({ text: z.string(), start: z.number(), end: z.number(), confidence: z.number() }).loose()),
  }),
  WarningEvent: z.object({ code: z.string(), message: z.string() }),
  StatusEvent: z.object({ status: JobView.shape.status }),
  RenderProgressEvent: z.object({
    id: z.uuid(),
    kind: z.enum(["burn", "mux"]),
    lang: LanguageCode,
    status: z.enum(RENDER_STATUSES),
    progress: z.number().min(0).max(1),
    error: z.string().nullable(),
  }),
  SavedEvent: z.object({ language: LanguageCode, version: z.int() }),
  RemovedEvent: z.object({ id: JobId }),
  SubtitlesEvent: z.object({ job: JobId, language: LanguageCode, version: z.int() }),
} as const;
