/** Refuses who asks too often, by owner, and tells everybody how much is left. */
import type { MiddlewareHandler } from "hono";
import type { Settings } from "../service/settings.js";
import type { Variables } from "./access.js";
import { setHeader } from "./answer-headers.js";
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
  return async function limitedRate(context, next) {
    const counted: [string, Allowance][] = [["requests", requests]];
    if (isUpload(context.req.method, context.req.path)) counted.push(["uploads", uploads]);
    for (const [what, allowance] of counted) {
      if (!tokens || allowance.limit === 0) continue;
      const taken = await limiter.take(`${what} ${context.get("owner")}`, allowance);
      const headers = {
        "RateLimit-Limit": String(taken.limit),
        "RateLimit-Remaining": String(taken.remaining),
        "RateLimit-Reset": String(taken.resetSeconds),
        "RateLimit-Policy": `${taken.limit};w=${allowance.seconds}`,
      };
      if (!taken.allowed) {
        const window = allowance.seconds === 60 ? "a minute" : "an hour";
        throw new Problem(429, `more than ${taken.limit} ${what} ${window}: go on in ${taken.resetSeconds} s`, {
          "Retry-After": String(taken.resetSeconds),
          ...headers,
        });
      }
      for (const [name, value] of Object.entries(headers)) setHeader(context, name, value);
    }
    await next();
  };
}
