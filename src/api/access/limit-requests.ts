/** Refuses who asks too often, by owner, and tells everybody how much is left. */
import type { Context, MiddlewareHandler } from "hono";
import type { Settings } from "../../service/settings/settings.js";
import type { Variables } from "./authenticate.js";
import { answerOf, type Answer } from "../http/preset-response.js";
import { Problem } from "../http/problem.js";
import type { Allowance, RateLimiter, Taken } from "./rate-limiter.js";

const isUpload = (method: string, path: string): boolean => method === "POST" && /^\/(api\/jobs|files)\/?$/.test(path);

/** Of all requests. */
export const requestsOf = ({ requestsPerMinute }: Settings): Allowance => ({ limit: requestsPerMinute, seconds: 60 });

/** Under which one's requests are counted. */
export const countedAs = (what: "requests" | "uploads", owner: string): string => `${what} ${owner}`;

/** Says in an answer how much is left. */
export function sayTaken(answer: Answer, { limit, remaining, resetSeconds }: Taken, { seconds }: Allowance): void {
  answer.say("ratelimit-limit", String(limit));
  answer.say("ratelimit-remaining", String(remaining));
  answer.say("ratelimit-reset", String(resetSeconds));
  answer.say("ratelimit-policy", `${limit};w=${seconds}`);
}

/** Comes after the access, which says whose a request is. This machine's own people are not counted where there are no tokens. */
export function limitRate(limiter: RateLimiter, settings: Settings): MiddlewareHandler<{ Variables: Variables }> {
  const { tokens } = settings;
  const requests = requestsOf(settings);
  const uploads: Allowance = { limit: settings.uploadsPerHour, seconds: 3600 };
  const take = async (
    context: Context<{ Variables: Variables }>,
    what: "requests" | "uploads",
    allowance: Allowance,
  ): Promise<void> => {
    if (!tokens || allowance.limit === 0) return;
    const taken = await limiter.take(countedAs(what, context.get("owner")), allowance);
    sayTaken(answerOf(context), taken, allowance);
    if (taken.allowed) return;
    const window = allowance.seconds === 60 ? "a minute" : "an hour";
    const detail = `more than ${taken.limit} ${what} ${window}: go on in ${taken.resetSeconds} s`;
    throw new Problem(429, detail, { "Retry-After": String(taken.resetSeconds) });
  };
  return async function limitedRate(context, next) {
    await take(context, "requests", requests);
    if (isUpload(context.req.method, context.req.path)) await take(context, "uploads", uploads);
    await next();
  };
}
