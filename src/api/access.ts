/** Who may ask. With tokens: whoever has one, as its owner. Without, on a loopback address: this machine's people, and no web page of others. */
import type { Context, MiddlewareHandler } from "hono";
import { isLoopback } from "../service/settings.js";
import type { Database } from "../store/database.js";
import { ownerOfToken } from "../store/tokens.js";
import { Problem } from "./problem.js";

/** Variables that the routes find in their context. */
export interface Variables {
  /** Whose jobs this request sees. */
  owner: string;
}

/** The owner of everything where there are no tokens. */
const LOCAL_OWNER = "local";

/** Said by proxies: whoever comes through one is not on this machine. */
const FORWARDED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

/** Gives each request its owner, or refuses it. */
export function requireAccess(
  database: Database,
  { tokens }: { tokens: boolean },
): MiddlewareHandler<{ Variables: Variables }> {
  return async function access(context, next) {
    if (tokens) context.set("owner", await ownerOf(context, database));
    else {
      refuseForeign(context);
      context.set("owner", LOCAL_OWNER);
    }
    await next();
  };
}

async function ownerOf(context: Context, database: Database): Promise<string> {
  const secret = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const owner = secret === undefined ? null : await ownerOfToken(database.reader(), secret);
  if (owner === null) {
    throw new Problem(401, "give a token as `Authorization: Bearer …`: `sister token create NAME` makes one", {
      "WWW-Authenticate": 'Bearer realm="sister"',
    });
  }
  return owner;
}

/** A page of another site can send requests to this machine's addresses, also under a name of its own that resolves to them (DNS rebinding). */
function refuseForeign(context: Context): void {
  const host = context.req.header("host") ?? "";
  if (!isLoopback(host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"))) {
    throw new Problem(403, `this server answers to loopback names alone, not to "${host}": use http://127.0.0.1`);
  }
  const forwarded = FORWARDED.find((name) => context.req.header(name) !== undefined);
  if (forwarded !== undefined) {
    throw new Problem(403, "this server is for its own machine: behind a proxy start it with SISTER_TOKENS=required");
  }
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  const foreign =
    (site !== undefined && site !== "same-origin" && site !== "none") ||
    (origin !== undefined && origin !== `http://${host}`);
  if (foreign) throw new Problem(403, "pages of other sites may not use this server");
}

/** What every answer says to browsers. */
export const securityHeaders: MiddlewareHandler = async function securityHeaders(context, next) {
  await next();
  context.header("X-Content-Type-Options", "nosniff");
  context.header("X-Frame-Options", "DENY");
  context.header("Referrer-Policy", "no-referrer");
  context.header("Cross-Origin-Resource-Policy", "same-origin");
  if (!context.res.headers.has("Content-Security-Policy"))
    context.header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
};
