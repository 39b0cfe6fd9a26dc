/** Sessions of browsers: a token is given once, and a cookie that no script can read stands for it for 12 hours. */
import { createRoute, z, type OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { createSession, endSession, findSession, SESSION_SECONDS } from "../../store/access/sessions.js";
import { SESSION_COOKIE, sessionOf, type Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import { isOverHttps } from "../http/forwarded.js";
import { Problem } from "../http/problem.js";

const Session = z
  .object({
    owner: z.string().openapi({ description: "whose jobs it sees: the name of its token" }),
    expiresAt: z.iso.datetime().nullable().openapi({ description: "null: it is no session of a cookie" }),
  })
  .openapi("Session", { example: { owner: "ada", expiresAt: "2026-01-01T12:00:00.000Z" } });

const session = (description: string) => ({ description, content: { "application/json": { schema: Session } } });
const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: z.any() } },
});

const cookieOf = (context: Context) =>
  ({ path: "/", httpOnly: true, sameSite: "Strict", secure: isOverHttps((name) => context.req.header(name)) }) as const;

export function addSessionRoutes(
  app: OpenAPIHono<{ Variables: Variables }>,
  { database, settings, callers }: ApiContext,
): void {
  app.openapi(
    createRoute({
      method: "post",
      path: "/api/session",
      responses: {
        201: session("a session of the token that was given: its cookie comes with the answer"),
        409: problem("the server asks for no tokens"),
      },
    }),
    async (context) => {
      if (!settings.tokens)
        throw new Problem(409, "this server asks for no tokens: every request is its own machine's");
      const token = context.get("token");
      if (token === null) throw new Problem(401, "give the token itself as `Authorization: Bearer …`");
      const { secret, expiresAt } = await createSession(database, token);
      setCookie(context, SESSION_COOKIE, secret, { ...cookieOf(context), maxAge: SESSION_SECONDS });
      return context.json({ owner: context.get("owner"), expiresAt: expiresAt.toISOString() }, 201);
    },
  );

  app.openapi(
    createRoute({
      method: "get",
      path: "/api/session",
      responses: { 200: session("who asks, and until when") },
    }),
    async (context) => {
      const secret = context.get("token") === null ? sessionOf(context) : undefined;
      const found = secret === undefined ? null : await findSession(database, secret);
      const owner = context.get("owner");
      return context.json({ owner, expiresAt: found?.expiresAt.toISOString() ?? null }, 200);
    },
  );

  app.openapi(
    createRoute({
      method: "delete",
      path: "/api/session",
      responses: { 204: { description: "the session of the cookie is over" } },
    }),
    async (context) => {
      const secret = sessionOf(context);
      if (secret !== undefined) await endSession(database, secret);
      callers.forget();
      deleteCookie(context, SESSION_COOKIE, cookieOf(context));
      return context.body(null, 204);
    },
  );
}
