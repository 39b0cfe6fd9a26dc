/** Work as it goes on, and who asks: segments of a job, the caller, the group, the cache. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import { clearHeard, readHeard } from "../../service/work/heard-cache.js";
import { readInstallation } from "../../service/health/installation.js";
import { listSegments } from "../../store/jobs/segments.js";
import { findSession } from "../../store/access/sessions.js";
import { requireOperator, sessionOf, type Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { NO_JOB, ownJob } from "./jobs/jobs.js";
import { readsOf } from "../reads/read-your-writes.js";
import { JobId } from "../document/schemas.js";
import { CacheState, GroupState, Me, SegmentList } from "../document/schemas-live.js";

const json = <T extends z.ZodType>(schema: T) => ({ "application/json": { schema } });
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});
const FOR_OPERATORS = problem("the caller is no operator, or the request is a page's of another site");

export function addLiveRoutes(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext): void {
  const { database, settings } = server;

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/jobs/{id}/segments",
      request: { params: z.object({ id: JobId }) },
      responses: {
        200: { description: "the job's segments, in the order of the video", content: json(SegmentList) },
        404: problem(NO_JOB),
      },
    }),
    async (context) => {
      const on = readsOf(server, context);
      const { id } = await ownJob(server, context.get("owner"), context.req.valid("param").id, on);
      return context.json(await listSegments(on, id), 200);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/me",
      responses: { 200: { description: "who asks, and what is open to them", content: json(Me) } },
    }),
    async (context) => {
      const [owner, operator] = [context.get("owner"), context.get("operator")];
      if (!settings.tokens) return context.json({ owner, operator, signIn: "none" as const, expiresAt: null }, 200);
      if (context.get("token") !== null)
        return context.json({ owner, operator, signIn: "token" as const, expiresAt: null }, 200);
      const session = await findSession(database.reader(), sessionOf(context) ?? "");
      const expiresAt = session?.expiresAt.toISOString() ?? null;
      return context.json({ owner, operator, signIn: "session" as const, expiresAt }, 200);
    },
  );

  for (const path of ["/api/group", "/api/cache"]) app.use(path, requireOperator);
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/group",
      responses: {
        200: { description: "the whole installation: groups, servers, queue, disk", content: json(GroupState) },
        403: FOR_OPERATORS,
      },
    }),
    async (context) => context.json(await readInstallation(server), 200),
  );
  app.openapi(
    createRoute({
      method: "get",
      path: "/api/cache",
      responses: {
        200: { description: "what was recognized or translated before", content: json(CacheState) },
        403: FOR_OPERATORS,
      },
    }),
    async (context) => context.json(await readHeard(database), 200),
  );
  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/cache",
      responses: {
        200: { description: "cleared: what is recognized from now on is recognized anew", content: json(CacheState) },
        403: FOR_OPERATORS,
      },
    }),
    async (context) => {
      await clearHeard(server);
      return context.json(await readHeard(database), 200);
    },
  );
}
