/** The HTTP application: all routes, and what is around each. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { HTTPException } from "hono/http-exception";
import type { DataFolder } from "../service/data-folder.js";
import { diskFull, isDiskFull } from "../service/disk-room.js";
import type { RunningHashes } from "../service/running-hashes.js";
import type { Settings } from "../service/settings.js";
import { DatabaseAway, type Database } from "../store/database.js";
import { allRoutes } from "../translation/routes.js";
import { requireAccess, securityHeaders, type Variables } from "./access.js";
import type { EventHub } from "./events-route.js";
import { addEventsRoute } from "./events-route.js";
import { addFilesRoute } from "./files-route.js";
import { addJobRoutes, isJson } from "./jobs-routes.js";
import { addOpenApi } from "./openapi.js";
import { noteWrites } from "./own-writes.js";
import { addOutputRoutes } from "./outputs-routes.js";
import { Problem } from "./problem.js";
import { addRenderRoutes } from "./renders-routes.js";
import { addSubtitleRoutes } from "./subtitles-routes.js";

/** What the routes work with. */
export interface Server {
  database: Database;
  folder: DataFolder;
  settings: Settings;
  hashes: RunningHashes;
  /** Told of what went wrong without being the caller's fault. */
  fail: (error: unknown, request: string) => void;
}

/** The most of a JSON body: subtitles of a day. */
const BODY_MOST = 32 * 2 ** 20;

/**
 * Builds the application. `hub` must listen to the database.
 *
 * @example
 * const app = buildApp(server, hub);
 * const answer = await app.request("/health");
 */
export function buildApp(server: Server, hub: EventHub): OpenAPIHono<{ Variables: Variables }> {
  const app = new OpenAPIHono<{ Variables: Variables }>({
    defaultHook: (result) => {
      if (result.success) return;
      const [issue] = result.error.issues;
      // An id that is none is not there.
      if (result.target === "param") throw new Problem(404, "there is nothing of this id");
      throw new Problem(
        422,
        `${issue?.path.join(".") || "the request"}: ${issue?.message ?? "is not as it should be"}`,
      );
    },
  });
  app.onError((error, context) => {
    if (error instanceof Problem) return error.toResponse();
    if (error instanceof DatabaseAway) {
      const detail = "the database is away at the moment: what was accepted is safe, try again in a moment";
      return new Problem(503, detail, { "Retry-After": "5" }).toResponse();
    }
    // The framework's own: a body that is no JSON.
    if (error instanceof HTTPException) return new Problem(error.status, error.message).toResponse();
    if (isDiskFull(error)) return new Problem(507, diskFull().message).toResponse();
    server.fail(error, `${context.req.method} ${context.req.path}`);
    return new Problem(500, "something in the server failed: its log says more").toResponse();
  });
  app.notFound(() => new Problem(404, "there is nothing here: /openapi.json says what there is").toResponse());
  app.use(securityHeaders);

  app.get("/health", (context) => context.json({ status: "alive" }));
  app.get("/ready", async (context) => {
    await server.database.query("SELECT 1").catch(() => {
      throw new Problem(503, "the database does not answer", { "Retry-After": "5" });
    });
    return context.json({ status: "ready" });
  });

  const access = requireAccess(server.database, server.settings);
  for (const path of ["/api/*", "/files/*", "/outputs/*"]) app.use(path, access);
  app.use("/api/*", noteWrites(server));
  const limited: MiddlewareHandler<{ Variables: Variables }> = bodyLimit({
    maxSize: BODY_MOST,
    onError: () => new Problem(413, `the body is larger than ${BODY_MOST} bytes`).toResponse(),
  });
  app.use("/api/jobs/:id/*", limited);
  // A form is limited where it is read.
  const limitedJson: typeof limited = async (context, next) =>
    isJson(context.req.header("content-type")) ? limited(context, next) : next();
  app.use("/api/jobs", limitedJson);
  app.get("/api/languages", (context) => context.json(languages(server.settings)));
  addFilesRoute(app, server);
  addJobRoutes(app, server);
  addSubtitleRoutes(app, server);
  addRenderRoutes(app, server);
  addOutputRoutes(app, server);
  addEventsRoute(app, server, hub);
  addOpenApi(app);
  return app;
}

/** What this server can really do: the languages that its engine hears, and those that installed pairs reach from them. */
function languages({ speechModel }: Settings): { sources: string[]; targets: Record<string, string[]> } {
  const routes = allRoutes();
  const sources = speechModel === null ? ["en"] : [...new Set(["en", ...routes.map(({ source }) => source)])];
  const targets = sources.map((source) => [
    source,
    routes.filter((route) => route.source === source).map(({ target }) => target),
  ]);
  return { sources, targets: Object.fromEntries(targets) as Record<string, string[]> };
}
