/**
 * The fast path of status reads. Everything that is special about them lies in this folder.
 *
 * Why: clients ask for the status of a job again and again while it runs, far more often than for anything else. docs/figures.md promises a rate for these
 * reads that the router, its middleware and a query for each request do not reach. Hence:
 *
 * - `answerCachedStatus` answers before the router if token, status and a request of the rate limit are all in memory;
 * - `RequestShares` reserves requests of the rate limit ahead of time, so that the cache is not asked for each;
 * - `JobStatusCache` keeps statuses for at most a second, and reads all others in batches (`BatchLoader`), one statement for many requests;
 * - `addStatusRoute` checks its path without zod.
 *
 * Hazards: this function repeats what the middleware does: authentication, rate limit, headers, log, metrics. A change of those must be made here too;
 * test/api/fast-status/cached-status.test.ts compares both responses. What it serves may be a second old: a revoked token whose notification was lost is
 * accepted for that long. A status is served only to its owner, and only if it contains the client's own writes (`Sister-LSN`). Everything that would be
 * refused goes to the router.
 */
import type { IncomingMessage } from "node:http";
import { bearerOf } from "../access/authenticate.js";
import { rateLimitKey, requestAllowance, setRateLimitHeaders } from "../access/limit-requests.js";
import type { ApiContext } from "../context.js";
import { UUID } from "../document/patterns.js";
import type { PresetResponse } from "../http/preset-response.js";
import { beginRequestLog } from "../http/request-log.js";
import { LSN_HEADER } from "../reads/read-your-writes.js";

const STATUS_PATH = new RegExp(`^/api/jobs/(${UUID})$`, "i");
const ROUTE = "/api/jobs/:id";
const LSN_HEADER_NAME = LSN_HEADER.toLowerCase();

type Parts = Pick<ApiContext, "authenticator" | "jobStatuses" | "settings" | "log" | "metrics"> & {
  limiter: Pick<ApiContext["limiter"], "takeNow">;
};

/** Returns a handler that answers a request and returns true, or does nothing and returns false. */
export function answerCachedStatus(server: Parts): (request: IncomingMessage, response: PresetResponse) => boolean {
  const { authenticator, jobStatuses, limiter, settings } = server;
  const allowance = requestAllowance(settings);
  return (request, response) => {
    if (request.method !== "GET" || !settings.tokens) return false;
    const id = STATUS_PATH.exec(request.url ?? "")?.[1];
    const { authorization, [LSN_HEADER_NAME]: lsn, "x-request-id": givenId } = request.headers;
    const secret = id === undefined ? undefined : bearerOf(authorization);
    const caller = secret === undefined ? undefined : authenticator.peekToken(secret);
    if (id === undefined || !caller || typeof lsn !== "string") return false;
    const status = jobStatuses.peek(caller.owner, id, lsn);
    if (!status) return false;
    if (allowance.limit > 0) {
      const taken = limiter.takeNow(rateLimitKey("requests", caller.owner), allowance);
      if (!taken) return false;
      setRateLimitHeaders(response, taken, allowance);
    }
    const log = beginRequestLog(server, givenId?.toString());
    response.preset("x-request-id", log.id);
    response.writeHead(200, { "content-type": "application/json", "content-length": status.length });
    response.end(status);
    log.end({ method: "GET", route: ROUTE, status: 200, owner: caller.owner, job: () => id });
    return true;
  };
}
