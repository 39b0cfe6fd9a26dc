/** What every answer says to browsers. There are no Access-Control headers: pages of other origins may not read anything. */
import type { MiddlewareHandler } from "hono";
import { isOverHttps } from "./forwarded.js";

/** Also for answers that no route makes. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};
const POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const YEAR_SECONDS = 31_536_000;

export const securityHeaders: MiddlewareHandler = async function securityHeaders(context, next) {
  await next();
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) context.header(name, value);
  const { headers } = context.res;
  if (!headers.has("Content-Security-Policy")) context.header("Content-Security-Policy", POLICY);
  // What is somebody's own is kept by nobody in between; with an ETag his browser may ask whether it still holds.
  if (!headers.has("Cache-Control"))
    context.header("Cache-Control", headers.has("ETag") ? "private, no-cache" : "no-store");
  if (isOverHttps(context)) context.header("Strict-Transport-Security", `max-age=${YEAR_SECONDS}`);
};
