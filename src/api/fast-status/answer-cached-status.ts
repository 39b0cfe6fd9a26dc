/**
 * The status of a job, asked with a token again and again while it runs: where this server knows all of the answer, it is given at once, before any
 * route. Everything else, and what would be refused, goes to the routes; both are made of the same parts, and a test holds their answers side by side.
 */
import type { IncomingMessage } from "node:http";
import { bearerOf } from "../access/authenticate.js";
import type { Answer } from "../http/preset-response.js";
import type { ApiContext } from "../context.js";
import { countedAs, requestsOf, sayTaken } from "../access/limit-requests.js";
import { beginNote } from "../http/request-log.js";
import { LSN_HEADER } from "../reads/read-your-writes.js";

const STATUS_PATH = /^\/api\/jobs\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;
const ROUTE = "/api/jobs/:id";
const SEEN = LSN_HEADER.toLowerCase();

type Parts = Pick<ApiContext, "callers" | "statuses" | "limiter" | "settings" | "log" | "metrics">;

/** Answers and says true, or does nothing and says false. */
export function answerKnownStatus(server: Parts): (request: IncomingMessage, answer: Answer) => boolean {
  const { callers, statuses, limiter, settings } = server;
  const allowance = requestsOf(settings);
  return (request, answer) => {
    if (request.method !== "GET" || !settings.tokens) return false;
    const id = STATUS_PATH.exec(request.url ?? "")?.[1];
    const { authorization, [SEEN]: seen, "x-request-id": given } = request.headers;
    const secret = id === undefined ? undefined : bearerOf(authorization);
    const caller = secret === undefined ? undefined : callers.knownByToken(secret);
    if (id === undefined || !caller || typeof seen !== "string") return false;
    const view = statuses.known(caller.owner, id, seen);
    if (!view) return false;
    if (allowance.limit > 0) {
      const taken = limiter.takeNow(countedAs("requests", caller.owner), allowance);
      if (!taken) return false;
      sayTaken(answer, taken, allowance);
    }
    const note = beginNote(server, given?.toString());
    answer.say("x-request-id", note.id);
    answer.writeHead(200, { "content-type": "application/json", "content-length": view.length });
    answer.end(view);
    note.end({ method: "GET", route: ROUTE, status: 200, owner: caller.owner, job: () => id });
    return true;
  };
}
