/** The HTTP application: all routes, and what is around each. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { diskFull, isDiskFull } from "../service/uploads/disk-room.js";
import { DatabaseAway } from "../database/database.js";
import { capabilities } from "../pipeline/capabilities.js";
import { requireAccess, type Variables } from "./access/authenticate.js";
import { allow, methodsOf, notAllowed } from "./http/allowed-methods.js";
import { boundBodies } from "./bounds/read-body.js";
import { describeIssue } from "./bounds/known-fields.js";
import type { EventHub } from "./streams/event-hub.js";
import type { ApiContext } from "./context.js";
import { addEventsRoute } from "./routes/events.js";
import { addFilesRoute } from "./routes/resumable-uploads.js";
import { addFontRoutes } from "./routes/fonts.js";
import { addJobRoutes } from "./routes/jobs.js";
import { addLiveRoutes } from "./routes/live.js";
import { limitRate } from "./access/rate-limit.js";
import { noteRequests, patternOf } from "./http/note-requests.js";
import { addOpenApi } from "./document/openapi.js";
import { addOperationRoutes } from "./routes/operations.js";
import { addOutputRoutes } from "./routes/outputs.js";
import { addOwnerEvents } from "./streams/owner-events.js";
import { noteWrites } from "./reads/read-your-writes.js";
import { addPageRoutes } from "./routes/page.js";
import { addPreviewRoutes } from "./routes/previews.js";
import { Problem } from "./http/problem.js";
import { addRenderRoutes } from "./routes/renders.js";
import { addSessionRoutes } from "./routes/sessions.js";
import { addSubtitleRoutes } from "./routes/subtitles.js";

type Middleware = MiddlewareHandler<{ Variables: Variables }>;

/**
 * A middleware for what writes; others are not delayed by it. Not registered by method: what a path takes is told by the methods of its routes
 * (allowed-methods.ts).
 */
const forWrites =
  (middleware: Middleware): Middleware =>
  (context, next) =>
    /^(GET|HEAD|OPTIONS)$/.test(context.req.method) ? next() : middleware(context, next);

/**
 * Builds the application. `hub` must listen to the database.
 *
 * @example
 * const app = buildApp(server, hub);
 * const { url } = await openHttpServer({ fetch: app.fetch, known }, settings, refused);
 */
export function buildApp(server: ApiContext, hub: EventHub): OpenAPIHono<{ Variables: Variables }> {
  const app = new OpenAPIHono<{ Variables: Variables }>({
    defaultHook: (result) => {
      if (result.success) return;
      // An id that is none is not there.
      if (result.target === "param") throw new Problem(404, "there is nothing of this id");
      throw new Problem(422, describeIssue(result.error, undefined, "the request"));
    },
  });
  app.onError((error, context) => {
    const id = context.get("requestId");
    if (error instanceof Problem) return error.toResponse(id);
    if (error instanceof HTTPException && error.status < 500)
      return new Problem(error.status, `the request cannot be read: ${error.message}`).toResponse(id);
    if (error instanceof DatabaseAway) {
      server.noteAway(error);
      const detail = "the database is away at the moment: what was accepted is safe, try again in a moment";
      return new Problem(503, detail, { "Retry-After": "5" }).toResponse(id);
    }
    if (isDiskFull(error)) return new Problem(507, diskFull().message).toResponse(id);
    if (isCutOff(error)) return new Problem(400, "the request was cut off: send it again").toResponse(id);
    server.fail(error, `${id} ${context.req.method} ${patternOf(context)}`);
    return new Problem(500, "something in the server failed: its log says more").toResponse(id);
  });
  app.notFound((context) => {
    const methods = methodsOf(app, context.req.path);
    const id = context.get("requestId");
    if (methods.length === 0)
      return new Problem(404, "there is nothing here: /openapi.json says what there is").toResponse(id);
    const { method } = context.req;
    return method === "OPTIONS"
      ? context.body(null, 204, { Allow: allow(methods) })
      : notAllowed(method, methods).toResponse(id);
  });
  app.use(noteRequests(server));
  addOperationRoutes(app, server);

  const guards = [requireAccess(server.callers, server.settings), limitRate(server.limiter, server.settings)] as const;
  for (const path of ["/api/*", "/files/*", "/outputs/*"]) app.use(path, ...guards);
  app.use("/api/*", forWrites(noteWrites(server)));
  app.use("/api/*", forWrites(boundBodies((method, path) => methodsOf(app, path).includes(method))));
  app.get("/api/languages", (context) => {
    const { sources, targets } = capabilities(server.speech);
    return context.json({ sources, targets });
  });
  addSessionRoutes(app, server);
  addFilesRoute(app, server);
  addJobRoutes(app, server);
  addSubtitleRoutes(app, server);
  addFontRoutes(app);
  addRenderRoutes(app, server);
  addPreviewRoutes(app, server);
  addOutputRoutes(app, server);
  addEventsRoute(app, server, hub);
  addOwnerEvents(app, server, hub);
  addLiveRoutes(app, server);
  addPageRoutes(app);
  addOpenApi(app);
  return app;
}

/** What Node.js says of a body that will not come any more. Nobody reads the answer, but the log tells it from a failure. */
const isCutOff = (error: Error): boolean =>
  error.message === "aborted" && (error as NodeJS.ErrnoException).code === "ECONNRESET";
