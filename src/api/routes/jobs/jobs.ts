/** Jobs: list, cancel, retry, remove. */
import { createRoute, z } from "@hono/zod-openapi";
import { removeFiles } from "../../../service/removal/remove-files.js";
import { cancelJob, listJobs, removeJob } from "../../../store/jobs/jobs.js";
import { retryJob } from "../../../store/jobs/retry.js";
import type { AddRoutes, Api, ApiContext } from "../../context.js";
import { isUuid } from "../../document/patterns.js";
import { JobPage, JobView, StorableText, viewOf } from "../../document/schemas.js";
import { Problem } from "../../http/problem.js";
import { readerFor } from "../../reads/read-your-writes.js";
import { byJobId, jsonResponse, NO_JOB, problem, requireJob } from "../../respond.js";

const job = jsonResponse("the job", JobView);

const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
  status: JobView.shape.status.optional(),
  q: StorableText.max(200)
    .optional()
    .openapi({ example: "talk", description: "a part of the file's name, in capitals or small letters" }),
});

export const addJobRoutes: AddRoutes = (api, server) => {
  addList(api, server);
  addCancel(api, server);
  addRetry(api, server);
  addRemove(api, server);
};

function addList(api: Api, server: ApiContext): void {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs",
      request: { query: PageQuery },
      responses: { 200: jsonResponse("a page of jobs, the newest first", JobPage) },
    }),
    async (context) => {
      const { limit, cursor, status, q } = context.req.valid("query");
      const found = await listJobs(readerFor(server, context), context.get("owner"), {
        limit: limit + 1,
        status,
        name: q === "" ? undefined : q,
        after: readCursor(cursor),
      });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const next = found.length > limit && last ? cursorAfter(last) : null;
      return context.json({ jobs: page.map(viewOf), next }, 200);
    },
  );
}

function addCancel(api: Api, { database, jobStatuses }: ApiContext): void {
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/cancel",
      request: { params: byJobId },
      responses: { 200: job, 404: problem(NO_JOB), 409: problem("the job has ended") },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const cancelled = await cancelJob(database, context.get("owner"), id);
      jobStatuses.forget(id);
      if (!cancelled) throw new Problem(404, NO_JOB);
      if (!cancelled.isCancelled && cancelled.status !== "cancelled")
        throw new Problem(409, `the job has ended: it is ${cancelled.status}`);
      return context.json(viewOf(cancelled), 200);
    },
  );
}

function addRetry(api: Api, server: ApiContext): void {
  const { database, jobStatuses } = server;
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/jobs/{id}/retry",
      request: { params: byJobId },
      responses: {
        202: job,
        404: problem(NO_JOB),
        409: problem("the job has neither failed nor been cancelled, and no translation is missing"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const queued = await retryJob(database, context.get("owner"), id);
      jobStatuses.forget(id);
      if (queued) return context.json(viewOf(queued), 202);
      const { status } = await requireJob(server, context.get("owner"), id);
      throw new Problem(
        409,
        `only a job that failed, was cancelled or has cues without a translation can be retried: this one is ${status}`,
      );
    },
  );
}

function addRemove(api: Api, { database, folder, jobStatuses }: ApiContext): void {
  api.openapi(
    createRoute({
      method: "delete",
      path: "/api/jobs/{id}",
      request: { params: byJobId },
      responses: {
        204: { description: "the job and its files are removed" },
        404: problem(NO_JOB),
        409: problem("the job is running"),
      },
    }),
    async (context) => {
      const { id } = context.req.valid("param");
      const removal = await removeJob(database, context.get("owner"), id);
      jobStatuses.forget(id);
      if (!removal.removed)
        throw removal.running ? new Problem(409, "the job is running: cancel it first") : new Problem(404, NO_JOB);
      await removeFiles(database, folder, { job: id, file: removal.lastUseOf });
      return context.body(null, 204);
    },
  );
}

const cursorAfter = ({ createdAt, id }: { createdAt: Date; id: string }): string =>
  Buffer.from(`${createdAt.toISOString()} ${id}`).toString("base64url");

function readCursor(cursor: string | undefined): { createdAt: Date; id: string } | undefined {
  if (cursor === undefined) return undefined;
  const [at = "", id = ""] = Buffer.from(cursor, "base64url").toString().split(" ");
  const createdAt = new Date(at);
  // A Date can hold times that the database cannot.
  if (!(createdAt.getUTCFullYear() >= 2000 && createdAt.getUTCFullYear() < 10_000) || !isUuid(id))
    throw new Problem(400, "the cursor is not valid: use the `next` of an earlier page");
  return { createdAt, id };
}
