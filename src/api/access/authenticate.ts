/** Who may ask. With tokens: whoever has one, or a session of one, as its owner. Without, on a loopback address: this machine's people, and no web page of others. */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { IncomingMessage } from "node:http";
import { isLoopback } from "../../service/settings/settings.js";
import { isInside } from "./private-address.js";
import type { Caller, Callers } from "./authenticator.js";
import { isForwarded } from "../http/forwarded.js";
import { Problem } from "../http/problem.js";

/** Variables that the routes find in their context. */
export interface Variables {
  /** Whose jobs this request sees. */
  owner: string;
  /** Id of the token that came with it; null: it came with a session, or needs none. */
  token: string | null;
  /** Whether it may see and clear what belongs to the whole installation. */
  operator: boolean;
  /** Whether the caller still has access: for answers that take long. */
  hasAccess: () => Promise<boolean>;
  /** By which the log and the answer name this request. */
  requestId: string;
}

/** The owner of everything where there are no tokens. */
const LOCAL_OWNER = "local";

export const SESSION_COOKIE = "sister_session";

/** The secret of the session that a request's cookie names. */
export const sessionOf = (context: Context): string | undefined => getCookie(context, SESSION_COOKIE);

/** Gives each request its owner, or refuses it. */
export function requireAccess(
  callers: Callers,
  { tokens }: { tokens: boolean },
): MiddlewareHandler<{ Variables: Variables }> {
  return async function access(context, next) {
    context.set("token", null);
    if (!tokens) {
      refuseForeign(context);
      context.set("owner", LOCAL_OWNER);
      context.set("operator", true);
      context.set("hasAccess", () => Promise.resolve(true));
    } else if (context.req.header("authorization") !== undefined) await byToken(context, callers);
    else await bySession(context, callers);
    await next();
  };
}

type Asking = Context<{ Variables: Variables }>;

function unknown(): Problem {
  return new Problem(401, "give a token as `Authorization: Bearer …`: `sister token create NAME` makes one", {
    "WWW-Authenticate": 'Bearer realm="sister"',
  });
}

/** The token that a header `Authorization` names. */
export const bearerOf = (header = ""): string | undefined => /^Bearer +(\S+)$/i.exec(header)?.[1];

async function byToken(context: Asking, callers: Callers): Promise<void> {
  const secret = bearerOf(context.req.header("authorization"));
  const caller = secret === undefined ? null : await callers.ofToken(secret);
  if (!caller) throw unknown();
  admit(context, caller, () => callers.ofToken(secret ?? ""));
}

function admit(
  context: Asking,
  { owner, operator, token }: Caller,
  again: () => Caller | Promise<Caller | null>,
): void {
  context.set("owner", owner);
  context.set("operator", operator);
  context.set("token", token);
  context.set("hasAccess", async () => (await again()) !== null);
}

/** A browser sends the cookie whoever asks it to: what changes something must come from a page of this server. */
async function bySession(context: Asking, callers: Callers): Promise<void> {
  const secret = sessionOf(context);
  const caller = secret === undefined ? null : await callers.ofSession(secret);
  if (!caller) throw unknown();
  if (!/^(GET|HEAD|OPTIONS)$/.test(context.req.method) && !isSameOrigin(context))
    throw new Problem(
      403,
      "pages of other sites may not use this session: Origin or Sec-Fetch-Site must be this server's",
    );
  admit(context, caller, () => callers.ofSession(secret ?? ""));
}

function isSameOrigin(context: Context): boolean {
  const site = context.req.header("sec-fetch-site");
  const origin = context.req.header("origin");
  if (site === undefined && origin === undefined) return false;
  if (site !== undefined && site !== "same-origin") return false;
  // A proxy in front speaks TLS and we do not: the name and the port are what must agree.
  return origin === undefined || /^https?:\/\/(.+)$/.exec(origin)?.[1] === context.req.header("host");
}

/** A page of another site can send requests to this machine's addresses, also under a name of its own that resolves to them (DNS rebinding). */
function refuseForeign(context: Context): void {
  const host = context.req.header("host") ?? "";
  if (!isLoopback(host.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1"))) {
    throw new Problem(403, `this server answers to loopback names alone, not to "${host}": use http://127.0.0.1`);
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

/** For what belongs to the whole installation and not to one owner. After `requireAccess`. */
export const requireOperator: MiddlewareHandler<{ Variables: Variables }> = async (context, next) => {
  if (!context.get("operator"))
    throw new Problem(403, "this is for operators: `sister token create NAME --operator` makes a token for it");
  await next();
};

/**
 * For what is for the inside alone, such as metrics: nobody who comes through the proxy or from an address of the internet, and on a loopback address
 * without tokens no page of others.
 */
export function requireInside({ tokens }: { tokens: boolean }): MiddlewareHandler {
  return async function inside(context, next) {
    if (isForwarded(context))
      throw new Problem(403, "this is for the inside alone: ask the server itself, not its proxy");
    const { remoteAddress } = (context.env as { incoming: IncomingMessage }).incoming.socket;
    if (!isInside(remoteAddress))
      throw new Problem(403, "this is for the inside alone: ask from this machine, or from a private network");
    if (!tokens) refuseForeign(context);
    await next();
  };
}
