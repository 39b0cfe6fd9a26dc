/** Sessions of browsers, and who the caller is. A browser sends a token once, and gets a cookie for 12 hours that no script can read. */
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { createSession, endSession, findSession, SESSION_SECONDS } from "../../store/access/sessions.js";
import { SESSION_COOKIE, sessionOf } from "../access/authenticate.js";
import type { AddRoutes, Api, ApiContext } from "../context.js";
import { Me } from "../document/schemas-live.js";
import { isOverHttps } from "../http/forwarded.js";
import { Problem } from "../http/problem.js";
import { jsonResponse, problem } from "../respond.js";

const Session = z
  .object({
    owner: z.string().openapi({ description: "the owner whose jobs the session can see: the name of its token" }),
    expiresAt: z.iso.datetime().nullable().openapi({ description: "null if the request has no session cookie" }),
  })
  .openapi("Session", { example: { owner: "ada", expiresAt: "2026-01-01T12:00:00.000Z" } });

const cookieOptions = (context: Context) =>
  ({ path: "/", httpOnly: true, sameSite: "Strict", secure: isOverHttps((name) => context.req.header(name)) }) as const;

export const addSessionRoutes: AddRoutes = (api, server) => {
  addSession(api, server);
  addMe(api, server);
};

function addSession(api: Api, { database, settings, authenticator }: ApiContext): void {
  api.openapi(
    createRoute({
      method: "post",
      path: "/api/session",
      responses: {
        201: jsonResponse("a session of the request's token; the response sets its cookie", Session),
        409: problem("the server requires no tokens"),
      },
    }),
    async (context) => {
      if (!settings.tokens)
        throw new Problem(409, "this server requires no tokens: every client on its machine has access");
      const token = context.get("token");
      if (token === null) throw new Problem(401, "give the token itself as `Authorization: Bearer …`");
      const { secret, expiresAt } = await createSession(database, token);
      setCookie(context, SESSION_COOKIE, secret, { ...cookieOptions(context), maxAge: SESSION_SECONDS });
      return context.json({ owner: context.get("owner"), expiresAt: expiresAt.toISOString() }, 201);
    },
  );

  api.openapi(
    createRoute({
      method: "get",
      path: "/api/session",
      responses: { 200: jsonResponse("the caller, and when its session ends", Session) },
    }),
    async (context) => {
      const secret = context.get("token") === null ? sessionOf(context) : undefined;
      const found = secret === undefined ? null : await findSession(database, secret);
      const owner = context.get("owner");
      return context.json({ owner, expiresAt: found?.expiresAt.toISOString() ?? null }, 200);
    },
  );

  api.openapi(
    createRoute({
      method: "delete",
      path: "/api/session",
      responses: { 204: { description: "the session of the cookie has ended" } },
    }),
    async (context) => {
      const secret = sessionOf(context);
      if (secret !== undefined) await endSession(database, secret);
      authenticator.forget();
      deleteCookie(context, SESSION_COOKIE, cookieOptions(context));
      return context.body(null, 204);
    },
  );
}

function addMe(api: Api, { database, settings }: ApiContext): void {
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/me",
      responses: { 200: jsonResponse("the caller, and what it may do", Me) },
    }),
    async (context) => {
      const [owner, operator] = [context.get("owner"), context.get("operator")];
      if (!settings.tokens) return context.json({ owner, operator, signIn: "none" as const, expiresAt: null }, 200);
      if (context.get("token") !== null)
        return context.json({ owner, operator, signIn: "token" as const, expiresAt: null }, 200);
      const session = await findSession(database.reader(), sessionOf(context) ?? "");
      const expiresAt = session?.expiresAt.toISOString() ?? null;
      return context.json({ owner, operator, signIn: "session" as const, expiresAt }, 200);
    },
  );
}
