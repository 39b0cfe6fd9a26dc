/**
 * Each request gets an id, a line in the log and a place in the metrics. Only the pattern of the route is written, never the path or the query.
 *
 * The id is not set by `hono/request-id`, which refuses the dots that proxies put into their ids, and does not see the statuses that are answered before the
 * router.
 */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { ApiEnv } from "../context.js";
import { UUID } from "../document/patterns.js";
import type { Metrics } from "../metrics.js";
import { responseOf } from "./preset-response.js";

/** An id from the proxy is kept if it can hide nothing in the log. */
const SAFE_ID = /^[\w.-]{1,64}$/;
const JOB_PATH = new RegExp(`^/(?:api/jobs|outputs)/(${UUID})(?:/|$)`, "i");

/** The pattern of the route that a request matched, such as "/api/jobs/:id"; "none" if it matched none. */
export function patternOf(context: Context): string {
  return matchedRoutes(context).findLast(({ path }) => !path.includes("*"))?.path ?? "none";
}

/** How a request ended. */
interface Outcome {
  method: string;
  /** The route's pattern. */
  route: string;
  status: number;
  owner: string | undefined;
  /** Returns the id of the job that the request is about. Called only if a line is written. */
  job: () => string | undefined;
}

/** Begins the log of a request. `givenId` is the id that the request was sent with. */
export function beginRequestLog(
  { log, metrics }: { log: Logger; metrics: Metrics },
  givenId = "",
): { id: string; end: (outcome: Outcome) => void } {
  const begun = performance.now();
  const id = SAFE_ID.test(givenId) ? givenId : randomUUID();
  const endMetrics = metrics.begin();
  const end = ({ method, route, status, owner, job }: Outcome): void => {
    const ms = performance.now() - begun;
    endMetrics({ method, route, status, seconds: ms / 1000 });
    if (status < 500 && !log.isLevelEnabled("info")) return;
    const line = { requestId: id, method, route, status, ms: Math.round(ms * 10) / 10, owner, job: job() };
    if (status >= 500) log.warn(line, "request");
    else log.info(line, "request");
  };
  return { id, end };
}

/** A middleware that logs each request. Register it before all others. */
export function logRequests(server: { log: Logger; metrics: Metrics }): MiddlewareHandler<ApiEnv> {
  return async function loggedRequest(context, next) {
    const { id, end } = beginRequestLog(server, context.req.header("x-request-id"));
    context.set("requestId", id);
    responseOf(context).preset("x-request-id", id);
    await next();
    const { req, res } = context;
    end({
      method: req.method,
      route: patternOf(context),
      status: res.status,
      owner: context.get("owner"),
      job: () => JOB_PATH.exec(req.path)?.[1] ?? JOB_PATH.exec(res.headers.get("location") ?? "")?.[1],
    });
  };
}
