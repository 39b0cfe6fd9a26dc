/** Jobs over HTTP: made of an upload, read, listed, cancelled, tried again, removed. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { messageOf, SisterError } from "../errors.js";
import { forgetVideo } from "../service/forget-video.js";
import { receiveVideo, UploadRefused, type ReceivedVideo } from "../service/receive-video.js";
import { lockFile, noteFile } from "../store/files.js";
import { claimKey, fulfillKey } from "../store/idempotency.js";
import { cancelJob, findJob, insertJob, listJobs, removeJob, retryJob, type JobRecord } from "../store/jobs.js";
import { planRoutes } from "../translation/routes.js";
import type { Variables } from "./access.js";
import type { Server } from "./app.js";
import { readMultipart } from "./multipart.js";
import { Problem } from "./problem.js";
import { JobId, JobPage, JobView, LanguageCode, TARGETS_MOST, viewOf } from "./schemas.js";

type App = OpenAPIHono<{ Variables: Variables }>;

const byId = z.object({ id: JobId });
const json = <T extends z.ZodType>(schema: T) => ({ "application/json": { schema } });
const job = { description: "the job", content: json(JobView) };
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const NO_JOB = "there is no job of this id";

/** A job of this owner; a Problem where there is none, whoever else has one of this id. */
export async function ownJob({ database }: Server, owner: string, id: string): Promise<JobRecord> {
  const found = await findJob(database, owner, id);
  if (!found) throw new Problem(404, NO_JOB);
  return found;
}

export function addJobRoutes(app: App, server: Server): void {
  const { database, folder, settings } = server;

  // Not an OpenAPI route of zod's: the body is read as it comes. The document describes it in app.ts.
  app.post("/api/jobs", async (context) => {
    const owner = context.get("owner");
    const key = context.req.header("idempotency-key");
    if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key))
      throw new Problem(400, "an Idempotency-Key is 1 to 255 printable characters of ASCII");
    const announced = Number(context.req.header("content-length") ?? 0);
    if (announced > settings.uploadBytesMost + 1e6)
      throw new Problem(
        413,
        `the video is larger than ${settings.uploadBytesMost} bytes, the most that this server takes`,
      );
    const form = await readMultipart(context.req.raw, "video", (stream) =>
      receiveVideo(folder, stream, { bytesMost: settings.uploadBytesMost }),
    ).catch((error: unknown) => {
      throw error instanceof UploadRefused ? new Problem(STATUS[error.reason], error.message) : error;
    });
    try {
      const made = await submit(server, owner, form, key);
      return context.json(viewOf(made), 202, { Location: `/api/jobs/${made.id}` });
    } finally {
      await form.received.discard();
    }
  });

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs",
      request: {
        query: z.object({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          cursor: z.string().optional(),
          status: z.enum(["queued", "running", "completed", "failed", "cancelled"]).optional(),
        }),
      },
      responses: { 200: { description: "a page of jobs, the newest first", content: json(JobPage) } },
    }),
    async (context) => {
      const { limit, cursor, status } = context.req.valid("query");
      const found = await listJobs(database, context.get("owner"), {
        limit: limit + 1,
        status,
        after: readCursor(cursor),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next =
        found.length > limit && last
          ? Buffer.from(`${last.createdAt.toISOString()} ${last.id}`).toString("base64url")
          : null;
      return context.json({ jobs: page.map(viewOf), next }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}",
      request: { params: byId },
      responses: { 200: job, 404: problem(NO_JOB) },
    }),
    async (context) =>
      context.json(viewOf(await ownJob(server, context.get("owner"), context.req.valid("param").id)), 200),
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/cancel",
      request: { params: byId },
      responses: { 200: job, 404: problem(NO_JOB), 409: problem("it has ended") },
    }),
    async (context) => {
      const cancelled = await cancelJob(database, context.get("owner"), context.req.valid("param").id);
      if (!cancelled) throw new Problem(404, NO_JOB);
      if (cancelled.status !== "cancelled") throw new Problem(409, `the job has ended: it is ${cancelled.status}`);
      return context.json(viewOf(cancelled), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/retry",
      request: { params: byId },
      responses: { 202: job, 404: problem(NO_JOB), 409: problem("it has not failed") },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const queued = await retryJob(database, context.get("owner"), id);
      if (queued) return context.json(viewOf(queued), 202);
      const { status } = await ownJob(server, context.get("owner"), id);
      throw new Problem(409, `only a job that failed or was cancelled is tried again: this one is ${status}`);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/jobs/{id}",
      request: { params: byId },
      responses: { 204: { description: "removed, with its files" }, 404: problem(NO_JOB), 409: problem("it runs") },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const removal = await removeJob(database, context.get("owner"), id);
      if (!removal.removed)
        throw removal.running ? new Problem(409, "the job runs: cancel it first") : new Problem(404, NO_JOB);
      await rm(folder.outputs(id), { recursive: true, force: true });
      if (removal.lastUseOf !== null) await forgetVideo(database, folder, removal.lastUseOf);
      return context.body(null, 204);
    },
  );
}

const STATUS: Readonly<Record<UploadRefused["reason"], number>> = {
  "too-large": 413,
  "disk-full": 507,
  "cut-off": 400,
  "no-video": 422,
};

interface Form {
  fields: Map<string, string[]>;
  filename: string;
  received: ReceivedVideo;
}

/** Puts the job into the queue: when this resolves it is durable. */
async function submit(
  { database, settings }: Server,
  owner: string,
  form: Form,
  key: string | undefined,
): Promise<JobRecord> {
  const source = language(form.fields.get("source")?.[0] ?? "en");
  const targets = [...new Set((form.fields.get("target") ?? []).map(language))];
  if (targets.length > TARGETS_MOST) throw new Problem(422, `at most ${TARGETS_MOST} targets`);
  try {
    if (targets.length > 0) planRoutes(source, targets);
  } catch (error) {
    throw error instanceof SisterError ? new Problem(422, messageOf(error)) : error;
  }
  if (settings.speechModel === null && source.split("-")[0] !== "en")
    throw new Problem(
      422,
      `the built-in speech engine hears English alone, not ${source}: the server needs SISTER_SPEECH_MODEL`,
    );
  const { sha256, bytes, media } = form.received;
  const request = createHash("sha256")
    .update(JSON.stringify([sha256, source, targets]))
    .digest("hex");
  return database.transaction(async (transaction) => {
    if (key !== undefined) {
      const claim = await claimKey(transaction, { owner, key, request });
      if (claim.state === "other")
        throw new Problem(422, "this Idempotency-Key was used for another request: use a new one");
      if (claim.state === "answered") {
        const before = await findJob(transaction, owner, claim.job);
        if (before) return before;
      }
    }
    await lockFile(transaction, sha256);
    await form.received.keep();
    await noteFile(transaction, { sha256, bytes, media });
    const route = media.duration > settings.groupThreshold ? "group" : "local";
    const { filename } = form;
    const made = await insertJob(transaction, {
      owner,
      route,
      filename,
      file: sha256,
      duration: media.duration,
      source,
      targets,
    });
    if (key !== undefined) await fulfillKey(transaction, owner, key, made.id);
    return made;
  });
}

function language(text: string): string {
  const parsed = LanguageCode.safeParse(text.trim());
  if (!parsed.success) throw new Problem(422, `"${text.slice(0, 40)}" is no language code: write one as en, es or ca`);
  return parsed.data;
}

function readCursor(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  const createdAt = new Date(at);
  // A Date reaches further back than what the database calls a time.
  if (!(createdAt.getUTCFullYear() >= 2000 && createdAt.getUTCFullYear() < 10_000) || !JobId.safeParse(id).success)
    throw new Problem(400, "the cursor is none: give the `next` of an earlier page");
  return { createdAt, id };
}
