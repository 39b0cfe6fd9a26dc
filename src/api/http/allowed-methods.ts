/** What a path takes where it does not take the method that was asked (RFC 9110: 405 in section 15.5.6, OPTIONS in section 9.3.7). */
import type { Hono } from "hono";
import { Problem } from "./problem.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;

type Routed = Pick<Hono, "router">;

/** The methods that a path's routes have; none where there is no such path. Middleware is for every method, and says nothing of what is there. */
export function methodsOf({ router }: Routed, path: string): string[] {
  const has = (method: string): boolean => router.match(method, path)[0].some(([[, route]]) => route.method === method);
  // HEAD is answered as GET, without the body.
  const found = METHODS.filter((method) => has(method === "HEAD" ? "GET" : method));
  return found.length > 0 ? [...found, "OPTIONS"] : [];
}

/** Value of Allow. */
export const allow = (methods: readonly string[]): string => methods.join(", ");

/** The answer to a method that a path does not have. */
export function notAllowed(method: string, methods: readonly string[]): Problem {
  return new Problem(405, `${method} means nothing here: use ${methods.join(" or ")}`, { Allow: allow(methods) });
}
