/**
 * Reads miss nothing that the same client wrote before, whichever servers answer both. An answer to a write says where it is in the log, as header and as
 * cookie: who carries one of them is read from any replica that has it. Who carries none is read from the primary.
 */
import type { Context, MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Queryable } from "../../database/database.js";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";

export const LSN_HEADER = "Sister-LSN";
const LSN_COOKIE = "sister_lsn";
/** A browser that wrote nothing for so long reads as it is now again. */
const COOKIE_SECONDS = 24 * 3600;

/** What who asks has seen, where he says it: what was answered to his last write. */
export const seenBy = (context: Context): string | undefined =>
  context.req.header(LSN_HEADER) ?? getCookie(context, LSN_COOKIE);

/** Where a request's reads go. */
export const readsOf = ({ database }: ApiContext, context: Context): Queryable =>
  database.reader({ after: seenBy(context) });

/** Says in the answer to a write where it is: for methods that write. */
export function noteWrites({ database }: ApiContext): MiddlewareHandler<{ Variables: Variables }> {
  return async function noteWrites(context, next) {
    await next();
    if (context.res.status >= 400) return;
    // Where the primary went away right after it: the write stands all the same.
    const lsn = await database.wrote().catch(() => null);
    if (lsn === null) return;
    context.header(LSN_HEADER, lsn);
    setCookie(context, LSN_COOKIE, lsn, { httpOnly: true, sameSite: "Strict", path: "/", maxAge: COOKIE_SECONDS });
  };
}
