/** The HTTP application: the middleware around all routes, the routes, and the answers to errors. */
import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { HTTPException } from "hono/http-exception";
import { methodNotAllowed } from "hono/method-not-allowed";
import { DatabaseAway } from "../database/database.js";
import { diskFull, isDiskFull } from "../service/uploads/disk-room.js";
import { authenticate } from "./access/authenticate.js";
import { limitRequests } from "./access/limit-requests.js";
import { OWNED_PREFIXES } from "./access/owned-paths.js";
import { describeIssue } from "./bounds/known-fields.js";
import { readBodies } from "./bounds/read-body.js";
import type { Api, ApiContext, ApiEnv } from "./context.js";
import { methodProblem } from "./http/method-problem.js";
import { Problem } from "./http/problem.js";
import { logRequests, patternOf } from "./http/request-log.js";
import { readYourWrites } from "./reads/read-your-writes.js";
import { ROUTES } from "./routes/index.js";
import { addOperationRoutes } from "./routes/operations.js";

/**
 * Builds the application. `server.hub` must be listening to the database.
 *
 * @example
 * const api = buildApp(server);
 * const http = await HttpServer.open({ fetch: api.fetch, answerEarly: answerCachedStatus(server), onRefused }, settings);
 */
export function buildApp(server: ApiContext): Api {
  const { authenticator, limiter, settings } = server;
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      // A malformed id cannot exist: the answer is 404, not 422.
      if (result.target === "param") throw new Problem(404, "there is nothing with this id");
      throw new Problem(422, describeIssue(result.error, undefined, "the request"));
    },
  });
  api.onError((error, context) => problemOf(error, context, server).toResponse(context.get("requestId")));
  api.notFound((context) =>
    new Problem(404, "there is nothing at this path: /openapi.json lists all paths").toResponse(
      context.get("requestId"),
    ),
  );
  api.use(logRequests(server));
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed: answerMethod }));
  // Before authentication: operators' programs have no token.
  addOperationRoutes(api, server);

  for (const prefix of OWNED_PREFIXES)
    api.use(`${prefix}/*`, authenticate(authenticator, settings), limitRequests(limiter, settings));
  api.use("/api/*", forWrites(readYourWrites(server)));
  api.use("/api/*", forWrites(readBodies()));
  for (const addRoutes of ROUTES) addRoutes(api, server);
  return api;
}

/** A middleware only for requests that write; it does not delay others. */
const forWrites =
  (middleware: MiddlewareHandler<ApiEnv>): MiddlewareHandler<ApiEnv> =>
  (context, next) =>
    /^(GET|HEAD|OPTIONS)$/.test(context.req.method) ? next() : middleware(context, next);

/** Allow lists the methods in this order. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

/** Answers a method that the path's routes do not have: OPTIONS with the methods that they have (RFC 9110, section 9.3.7), others with 405. */
function answerMethod(context: Context<ApiEnv>, found: string[]): Response {
  const methods = [...METHODS.filter((method) => found.includes(method)), "OPTIONS"];
  const { method } = context.req;
  return method === "OPTIONS"
    ? context.body(null, 204, { Allow: methods.join(", ") })
    : methodProblem(method, methods).toResponse(context.get("requestId"));
}

/** The answer to what a route threw. What is not the client's fault is logged. */
function problemOf(error: Error, context: Context<ApiEnv>, server: ApiContext): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof HTTPException && error.status < 500)
    return new Problem(error.status, `the request cannot be read: ${error.message}`);
  if (error instanceof DatabaseAway) {
    server.noteAway(error);
    const detail = "the database is away at the moment: accepted jobs are safe, try again soon";
    return new Problem(503, detail, { "Retry-After": "5" });
  }
  if (isDiskFull(error)) return new Problem(507, diskFull().message);
  if (isCutOff(error)) return new Problem(400, "the request was cut off: send it again");
  server.fail(error, `${context.get("requestId")} ${context.req.method} ${patternOf(context)}`);
  return new Problem(500, "the server failed: its log says why");
}

/** Whether Node.js reports a body that was cut off. Its client is gone, but the log must not show a failure of the server. */
const isCutOff = (error: Error): boolean =>
  error.message === "aborted" && (error as NodeJS.ErrnoException).code === "ECONNRESET";
