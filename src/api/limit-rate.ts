/** Refuses who asks too often, by owner, and tells everybody how much is left. */
import type { Context, MiddlewareHandler } from "hono";
import type { Settings } from "../service/settings.js";
import type { Variables } from "./access.js";
import { setHeader } from "./answer.js";
import { Problem } from "./problem.js";
import type { Allowance, RateLimiter } from "./rate-limiter.js";

const isUpload = (method: string, path: string): boolean => method === "POST" && /^\/(api\/jobs|files)\/?$/.test(path);

/** Comes after the access, which says whose a request is. This machine's own people are not counted where there are no tokens. */
export function limitRate(
  limiter: RateLimiter,
  { tokens, requestsPerMinute, uploadsPerHour }: Settings,
): MiddlewareHandler<{ Variables: Variables }> {
  const requests: Allowance = { limit: requestsPerMinute, seconds: 60 };
  const uploads: Allowance = { limit: uploadsPerHour, seconds: 3600 };
  const policies = Object.fromEntries(
    [requests, uploads].map(({ limit, seconds }) => [seconds, `${limit};w=${seconds}`]),
  );
  const take = async (
    context: Context<{ Variables: Variables }>,
    what: string,
    allowance: Allowance,
  ): Promise<void> => {
    if (!tokens || allowance.limit === 0) return;
    const taken = await limiter.take(`${what} ${context.get("owner")}`, allowance);
    setHeader(context, "ratelimit-limit", String(taken.limit));
    setHeader(context, "ratelimit-remaining", String(taken.remaining));
    setHeader(context, "ratelimit-reset", String(taken.resetSeconds));
    setHeader(context, "ratelimit-policy", policies[allowance.seconds] ?? "");
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
