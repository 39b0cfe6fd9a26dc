/**
 * Cross-site request forgery: requests that a web page of another site makes a browser send.
 *
 * `hono/csrf` is laxer: it lets a request pass if either Origin or Sec-Fetch-Site is right, looks only at requests whose body a form could send, and does
 * not know DNS rebinding.
 */
import type { Context } from "hono";
import { isLoopback } from "../../service/settings/settings.js";
import { isForwarded } from "../http/forwarded.js";
import { Problem } from "../http/problem.js";

/**
 * For requests with a session. A browser sends the cookie no matter which page sends the request, so a request that changes something must come from a
 * page of this server. Throws a Problem with status 403.
 */
export function requireSameOrigin(context: Context): void {
  if (/^(GET|HEAD|OPTIONS)$/.test(context.req.method) || isSameOrigin(context)) return;
  throw new Problem(
    403,
    "pages of other sites may not use this session: Origin or Sec-Fetch-Site must be this server's",
  );
}

function isSameOrigin(context: Context): boolean {
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== "same-origin") return false;
  // The proxy speaks TLS and this server does not, so the schemes may differ: name and port must agree.
  return origin === undefined || /^https?:\/\/(.+)$/.exec(origin)?.[1] === context.req.header("host");
}

/**
 * For servers without tokens. A page of another site can send requests to this machine's addresses, also under a name of its own that resolves to them
 * (DNS rebinding). Throws a Problem with status 403.
 */
export function requireLoopbackClient(context: Context): void {
  const host = context.req.header("host") ?? "";
  if (!isLoopback(host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"))) {
    throw new Problem(403, `this server answers only to loopback names, not to "${host}": use http://127.0.0.1`);
  }
  if (isForwarded(context)) {
    throw new Problem(403, "this server is for its own machine: behind a proxy start it with SISTER_TOKENS=required");
  }
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && origin !== `http://${host}`);
  if (foreign) throw new Problem(403, "pages of other sites may not use this server");
}
