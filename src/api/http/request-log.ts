/** Each request gets an id, a line in the log and a place in the metrics. Paths and queries are not written: only the route's pattern. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Variables } from "../access/authenticate.js";
import { answerOf } from "./preset-response.js";
import type { Metrics } from "../metrics.js";

/** An id of somebody before us, such as the proxy, is taken where nothing can be hidden in it. */
const SANE_ID = /^[\w.-]{1,64}$/;
const JOB_PATH = /^\/(?:api\/jobs|outputs)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/|$)/i;

/** The pattern of the route that a request is for, such as "/api/jobs/:id"; "none" where there is no such route. */
export function patternOf(context: Context): string {
  return matchedRoutes(context).findLast(({ path }) => !path.includes("*"))?.path ?? "none";
}

/** What became of a request. */
interface Outcome {
  method: string;
  /** The route's pattern. */
  route: string;
  status: number;
  owner: string | undefined;
  /** Id of its job; asked where a line is written. */
  job: () => string | undefined;
}

/** Begins to note a request. `given`: the id that it came with. */
export function beginNote(
  { log, metrics }: { log: Logger; metrics: Metrics },
  given = "",
): { id: string; end: (outcome: Outcome) => void } {
  const begun = performance.now();
  const id = SANE_ID.test(given) ? given : randomUUID();
  const over = metrics.begin();
  const end = ({ method, route, status, owner, job }: Outcome): void => {
    const ms = performance.now() - begun;
    over({ method, route, status, seconds: ms / 1000 });
    if (status < 500 && !log.isLevelEnabled("info")) return;
    const line = { requestId: id, method, route, status, ms: Math.round(ms * 10) / 10, owner, job: job() };
    if (status >= 500) log.warn(line, "request");
    else log.info(line, "request");
  };
  return { id, end };
}

export function noteRequests(noted: { log: Logger; metrics: Metrics }): MiddlewareHandler<{ Variables: Variables }> {
  return async function noteRequest(context, next) {
    const { id, end } = beginNote(noted, context.req.header("x-request-id"));
    context.set("requestId", id);
    answerOf(context).say("x-request-id", id);
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
