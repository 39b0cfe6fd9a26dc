/** What every answer says to browsers. There are no Access-Control headers: pages of other origins may not read anything. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { isOverHttps } from "./forwarded.js";

/** Of an answer that says nothing else: it may embed, run and load nothing, and what is somebody's own is kept by nobody in between. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "Cache-Control": "no-store",
};
const YEAR_SECONDS = 31_536_000;

/** Sets them before anything answers, so that no answer is without. */
export function setSecurityHeaders({ headers }: IncomingMessage, response: ServerResponse): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (isOverHttps((name) => headers[name]?.toString()))
    response.setHeader("Strict-Transport-Security", `max-age=${YEAR_SECONDS}`);
}
