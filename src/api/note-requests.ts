/** Each request gets an id, a line in the log and a place in the metrics. Paths and queries are not written: only the route's pattern. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Variables } from "./access.js";
import { setHeader } from "./answer.js";
import type { Metrics } from "./metrics.js";

/** An id of somebody before us, such as the proxy, is taken where nothing can be hidden in it. */
const SANE_ID = /^[\w.-]{1,64}$/;
const JOB_PATH = /^\/(?:api\/jobs|outputs)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/** The pattern of the route that a request is for, such as "/api/jobs/:id"; "none" where there is no such route. */
export function patternOf(context: Context): string {
  return matchedRoutes(context).findLast(({ path }) => !path.includes("*"))?.path ?? "none";
}

export function noteRequests(log: Logger, metrics: Metrics): MiddlewareHandler<{ Variables: Variables }> {
  return async function noteRequest(context, next) {
    const begun = performance.now();
    const given = context.req.header("x-request-id") ?? "";
    const id = SANE_ID.test(given) ? given : randomUUID();
    context.set("requestId", id);
    const over = metrics.begin();
    setHeader(context, "x-request-id", id);
    await next();
    const { status } = context.res;
    const { method } = context.req;
    const route = patternOf(context);
    const ms = performance.now() - begun;
    over({ method, route, status, seconds: ms / 1000 });
    if (status < 500 && !log.isLevelEnabled("info")) return;
    const owner = context.get("owner") as string | undefined;
    const job = JOB_PATH.exec(context.req.path)?.[1] ?? JOB_PATH.exec(context.res.headers.get("location") ?? "")?.[1];
    const line = { requestId: id, method, route, status, ms: Math.round(ms * 10) / 10, owner, job };
    if (status >= 500) log.warn(line, "request");
    else log.info(line, "request");
  };
}
