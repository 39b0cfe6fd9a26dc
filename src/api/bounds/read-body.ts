/** Bodies that are worked on in memory: read once, by bounds of bytes, of memory and of time, before a route sees them. */
import type { Context, MiddlewareHandler } from "hono";
import type { IncomingMessage } from "node:http";
import type { Variables } from "../access/authenticate.js";
import { Problem } from "../http/problem.js";
import { bodyLimit } from "./body-limits.js";
import { BodyMemory, type BodyClaim } from "./body-memory.js";

/** A body may take so long, and as long again as a slow line takes for its bytes. */
const PATIENCE_MS = 30_000;
const SLOW_BYTES_PER_MS = 32;

const incomingOf = (context: Context): IncomingMessage => (context.env as { incoming: IncomingMessage }).incoming;
const tooLarge = (most: number): Problem => new Problem(413, `the body is larger than ${most} bytes, the most here`);

/**
 * A middleware, after the access: it reads the body of what writes, and leaves it to the route in memory. Bodies that routes read as they come are left alone,
 * and those for which there is no route: they are answered with 404 or 405.
 */
export function boundBodies(
  hasRoute: (method: string, path: string) => boolean,
  memory = new BodyMemory(),
): MiddlewareHandler<{ Variables: Variables }> {
  return async function boundBody(context, next) {
    const incoming = incomingOf(context);
    const { "content-length": length, "transfer-encoding": encoding, "content-type": type } = incoming.headers;
    if (encoding === undefined && (length === undefined || length === "0")) return next();
    const { method, path } = context.req;
    const most = bodyLimit(method, path, type);
    if (most === null || !hasRoute(method, path)) return next();
    const claim = memory.begin(context.get("owner"));
    try {
      const body = await readBody(incoming, most, claim);
      // Hono, its validators and the routes read it anew, as often as they like.
      context.req.raw = new Request(context.req.url, { method, headers: context.req.raw.headers, body });
      await next();
    } finally {
      claim.release();
    }
  };
}

/** Claims what was announced before any of it is read, else what comes. */
async function readBody(incoming: IncomingMessage, most: number, claim: BodyClaim): Promise<ArrayBuffer> {
  const announced =
    incoming.headers["transfer-encoding"] === undefined ? Number(incoming.headers["content-length"]) : 0;
  if (announced > most) throw tooLarge(most);
  claim.grow(announced);
  const patience = PATIENCE_MS + most / SLOW_BYTES_PER_MS;
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    incoming.destroy(new Error("the body is late"));
  }, patience);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > most) throw tooLarge(most);
      if (announced === 0) claim.grow(piece.length);
      pieces.push(piece);
    }
  } catch (error) {
    // Nobody may hear it any more.
    throw isLate ? new Problem(408, `the body did not come within ${Math.round(patience / 1000)} s`) : error;
  } finally {
    clearTimeout(timer);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole.buffer;
}
