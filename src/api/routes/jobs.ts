/** Jobs over HTTP: made of an upload, read, listed, cancelled, tried again, removed. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { removeFiles } from "../../service/removal/remove-files.js";
import type { Queryable } from "../../database/database.js";
import { cancelJob, findJob, listJobs, removeJob, retryJob, type JobRecord } from "../../store/jobs/jobs.js";
import { JOB_STATUSES } from "../../store/statuses.js";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { requireKnown } from "../bounds/known-fields.js";
import { isJson } from "../bounds/media-type.js";
import { readsOf, seenBy } from "../reads/read-your-writes.js";
import { Problem } from "../http/problem.js";
import { JobId, JobPage, JobView, StorableText, viewOf } from "../document/schemas.js";
import { submitForm } from "../submit/submit-form.js";
import { submitUpload } from "../submit/submit-upload.js";

type App = OpenAPIHono<{ Variables: Variables }>;

const byId = z.object({ id: JobId });
const json = <T extends z.ZodType>(schema: T) => ({ "application/json": { schema } });
const job = { description: "the job", content: json(JobView) };
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
/** What is answered with 404, also if the job is somebody else's. */
export const NO_JOB = "there is no job of this id";

/** A job of this owner; a Problem where there is none, whoever else has one of this id. */
export async function ownJob(
  { database }: ApiContext,
  owner: string,
  id: string,
  on: Queryable = database,
): Promise<JobRecord> {
  const found = await findJob(on, owner, id);
  if (!found) throw new Problem(404, NO_JOB);
  return found;
}

export function addJobRoutes(app: App, server: ApiContext): void {
  const { database, folder, statuses } = server;

  // Not an OpenAPI route of zod's: the body is read as it comes. The document describes it in openapi.ts.
  app.post("/api/jobs", async (context) => {
    const owner = context.get("owner");
    requireKnown(Object.keys(context.req.query()), [], "the query");
    const key = context.req.header("idempotency-key");
    if (key !== undefined && !/^[\x20-\x7e]{1,255}$/.test(key))
      throw new Problem(400, "an Idempotency-Key is 1 to 255 printable characters of ASCII");
    const made = isJson(context.req.header("content-type"))
      ? await submitUpload(server, owner, await context.req.json().catch(() => null), key)
      : await submitForm(server, owner, context.req.raw, key);
    return context.json(viewOf(made), 202, { Location: `/api/jobs/${made.id}` });
  });

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs",
      request: {
        query: z.strictObject({
          limit: z.coerce.number().int().min(1).max(200).default(50),
          cursor: z.string().optional(),
          status: z.enum(JOB_STATUSES).optional(),
          q: StorableText.max(200)
            .optional()
            .openapi({ example: "talk", description: "a part of the file's name, whatever its case" }),
        }),
      },
      responses: { 200: { description: "a page of jobs, the newest first", content: json(JobPage) } },
    }),
    async (context) => {
      const { limit, cursor, status, q } = context.req.valid("query");
      const found = await listJobs(readsOf(server, context), context.get("owner"), {
        limit: limit + 1,
        status,
        name: q === "" ? undefined : q,
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

  // Asked again and again for as long as a job runs, and answered out of memory: to check the path by its schema would take longer.
  app.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}",
    request: { params: byId },
    responses: { 200: job, 404: problem(NO_JOB) },
  });
  app.get("/api/jobs/:id", async (context) => {
    const id = context.req.param("id");
    if (!JobId.safeParse(id).success) throw new Problem(404, "there is nothing of this id");
    const view = await statuses.read(context.get("owner"), id, seenBy(context));
    if (view === null) throw new Problem(404, NO_JOB);
    return context.body(view, 200, { "Content-Type": "application/json" });
  });

  app.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/cancel",
      request: { params: byId },
      responses: { 200: job, 404: problem(NO_JOB), 409: problem("it has ended") },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const cancelled = await cancelJob(database, context.get("owner"), id);
      statuses.forget(id);
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
      statuses.forget(id);
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
      statuses.forget(id);
      if (!removal.removed)
        throw removal.running ? new Problem(409, "the job runs: cancel it first") : new Problem(404, NO_JOB);
      await removeFiles(database, folder, { job: id, file: removal.lastUseOf });
      return context.body(null, 204);
    },
  );
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
