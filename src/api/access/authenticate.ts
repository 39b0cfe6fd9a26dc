/**
 * Who may send requests. If tokens are required: clients with a token, or with a session of a token, as the token's owner. Otherwise the server listens
 * on a loopback address, and every client on this machine has access, except web pages of other sites.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { IncomingMessage } from "node:http";
import type { ApiEnv } from "../context.js";
import { isForwarded } from "../http/forwarded.js";
import { Problem } from "../http/problem.js";
import type { Authenticator, Caller } from "./authenticator.js";
import { requireLoopbackClient, requireSameOrigin } from "./csrf.js";
import { isPrivateAddress } from "./private-address.js";

/** The owner of everything if the server requires no tokens. */
const LOCAL_OWNER = "local";

export const SESSION_COOKIE = "sister_session";

/** The secret of the session that a request's cookie names. */
export const sessionOf = (context: Context): string | undefined => getCookie(context, SESSION_COOKIE);

/** A middleware that sets the owner of each request, or throws a Problem with status 401 or 403. */
export function authenticate(authenticator: Authenticator, { tokens }: { tokens: boolean }): MiddlewareHandler<ApiEnv> {
  return async function authenticated(context, next) {
    context.set("token", null);
    if (!tokens) {
      requireLoopbackClient(context);
      context.set("owner", LOCAL_OWNER);
      context.set("operator", true);
      context.set("hasAccess", () => Promise.resolve(true));
    } else if (context.req.header("authorization") !== undefined) await byToken(context, authenticator);
    else await bySession(context, authenticator);
    await next();
  };
}

function unauthorized(): Problem {
  return new Problem(401, "give a token as `Authorization: Bearer …`: `sister token create NAME` makes one", {
    "WWW-Authenticate": 'Bearer realm="sister"',
  });
}

/** The token in an `Authorization` header. */
export const bearerOf = (header = ""): string | undefined => /^Bearer +(\S+)$/i.exec(header)?.[1];

async function byToken(context: Context<ApiEnv>, authenticator: Authenticator): Promise<void> {
  const secret = bearerOf(context.req.header("authorization"));
  const caller = secret === undefined ? null : await authenticator.ofToken(secret);
  if (!caller) throw unauthorized();
  admit(context, caller, () => authenticator.ofToken(secret ?? ""));
}

function admit(
  context: Context<ApiEnv>,
  { owner, operator, token }: Caller,
  again: () => Caller | Promise<Caller | null>,
): void {
  context.set("owner", owner);
  context.set("operator", operator);
  context.set("token", token);
  context.set("hasAccess", async () => (await again()) !== null);
}

async function bySession(context: Context<ApiEnv>, authenticator: Authenticator): Promise<void> {
  const secret = sessionOf(context);
  const caller = secret === undefined ? null : await authenticator.ofSession(secret);
  if (!caller) throw unauthorized();
  requireSameOrigin(context);
  admit(context, caller, () => authenticator.ofSession(secret ?? ""));
}

/** A middleware for what belongs to the whole installation and not to one owner. Register it after `authenticate`. */
export const requireOperator: MiddlewareHandler<ApiEnv> = async (context, next) => {
  if (!context.get("operator"))
    throw new Problem(403, "only operators have access: `sister token create NAME --operator` makes a token for them");
  await next();
};

/**
 * A middleware for what only this installation may read, such as metrics. It refuses requests through the proxy or from an address of the internet. Without
 * tokens it also refuses web pages of other sites.
 */
export function requireInternal({ tokens }: { tokens: boolean }): MiddlewareHandler {
  return async function internal(context, next) {
    if (isForwarded(context))
      throw new Problem(403, "this is for internal use only: ask the server itself, not through its proxy");
    const { remoteAddress } = (context.env as { incoming: IncomingMessage }).incoming.socket;
    if (!isPrivateAddress(remoteAddress))
      throw new Problem(403, "this is for internal use only: ask from this machine, or from a private network");
    if (!tokens) requireLoopbackClient(context);
    await next();
  };
}
