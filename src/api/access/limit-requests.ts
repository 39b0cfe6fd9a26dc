/** Refuses the requests of an owner who sends too many, and writes into every response how many are left. */
import type { Context, MiddlewareHandler } from "hono";
import type { Settings } from "../../service/settings/settings.js";
import type { ApiEnv } from "../context.js";
import { Problem } from "../http/problem.js";
import { responseOf, type PresetResponse } from "../http/preset-response.js";
import type { Allowance, RateLimiter, RateLimitState } from "./rate-limiter.js";

type Counted = "requests" | "uploads";

const isUpload = (method: string, path: string): boolean => method === "POST" && /^\/(api\/jobs|files)\/?$/.test(path);

/** The allowance for all requests of an owner. */
export const requestAllowance = ({ requestsPerMinute }: Settings): Allowance => ({
  limit: requestsPerMinute,
  seconds: 60,
});

/** The key under which an owner's requests or uploads are counted. */
export const rateLimitKey = (counted: Counted, owner: string): string => `${counted} ${owner}`;

/** Sets the `RateLimit` headers of a response. */
export function setRateLimitHeaders(
  response: PresetResponse,
  { limit, remaining, resetSeconds }: RateLimitState,
  { seconds }: Allowance,
): void {
  response.preset("ratelimit-limit", String(limit));
  response.preset("ratelimit-remaining", String(remaining));
  response.preset("ratelimit-reset", String(resetSeconds));
  response.preset("ratelimit-policy", `${limit};w=${seconds}`);
}

/**
 * A middleware that counts each request. Register it after `authenticate`, which sets the owner. Without tokens nothing is counted: all clients are on this
 * machine.
 */
export function limitRequests(limiter: Pick<RateLimiter, "take">, settings: Settings): MiddlewareHandler<ApiEnv> {
  const { tokens } = settings;
  const requests = requestAllowance(settings);
  const uploads: Allowance = { limit: settings.uploadsPerHour, seconds: 3600 };
  const take = async (context: Context<ApiEnv>, counted: Counted, allowance: Allowance): Promise<void> => {
    if (!tokens || allowance.limit === 0) return;
    const state = await limiter.take(rateLimitKey(counted, context.get("owner")), allowance);
    setRateLimitHeaders(responseOf(context), state, allowance);
    if (state.allowed) return;
    const window = allowance.seconds === 60 ? "a minute" : "an hour";
    const detail = `more than ${state.limit} ${counted} ${window}: try again in ${state.resetSeconds} s`;
    throw new Problem(429, detail, { "Retry-After": String(state.resetSeconds) });
  };
  return async function limitedRequest(context, next) {
    await take(context, "requests", requests);
    if (isUpload(context.req.method, context.req.path)) await take(context, "uploads", uploads);
    await next();
  };
}
