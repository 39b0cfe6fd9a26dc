/**
 * A client never misses its own writes, no matter which servers answer it. The response to a write holds the position of the write in the database's log
 * (its LSN), as a header and as a cookie. A request with either is read from any replica that has replayed up to there; a request with neither is read from
 * the primary.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Queryable } from "../../database/database.js";
import type { ApiContext, ApiEnv } from "../context.js";

export const LSN_HEADER = "Sister-LSN";
const LSN_COOKIE = "sister_lsn";
/** A browser that has not written for so long reads from the primary again. */
const COOKIE_SECONDS = 24 * 3600;

/** The LSN that the client sent, if any: the one that its last write was answered with. */
export const clientLsn = (context: Context): string | undefined =>
  context.req.header(LSN_HEADER) ?? getCookie(context, LSN_COOKIE);

/** Where the reads of a request go. */
export const readerFor = ({ database }: Pick<ApiContext, "database">, context: Context): Queryable =>
  database.reader({ after: clientLsn(context) });

/** A middleware for requests that write: it sets the LSN of a successful response. */
export function readYourWrites({ database }: Pick<ApiContext, "database">): MiddlewareHandler<ApiEnv> {
  return async function withLsn(context, next) {
    await next();
    if (context.res.status >= 400) return;
    // The write stands even if the primary goes away right after it.
    const lsn = await database.wrote().catch(() => null);
    if (lsn === null) return;
    context.header(LSN_HEADER, lsn);
    setCookie(context, LSN_COOKIE, lsn, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: COOKIE_SECONDS });
  };
}
