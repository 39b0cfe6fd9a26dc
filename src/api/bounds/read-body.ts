/** Reads bodies that are processed in memory: once, before a route sees them, within limits of bytes, of memory and of time. */
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { IncomingMessage } from "node:http";
import type { ApiEnv } from "../context.js";
import { Problem } from "../http/problem.js";
import { bodyLimit } from "./body-limits.js";
import { BodyMemory, type BodyClaim } from "./body-memory.js";

/** A body may take this time, plus the time that a slow line needs for the most bytes that the route accepts. */
const PATIENCE_MS = 30_000;
const SLOW_BYTES_PER_MS = 32;

const incomingOf = (context: Context): IncomingMessage => (context.env as { incoming: IncomingMessage }).incoming;
const tooLarge = (most: number): Problem => new Problem(413, `the body is larger than ${most} bytes, the limit here`);

/** Whether a route will answer, and not only middleware, which is registered for all methods. */
const hasRoute = (context: Context): boolean =>
  matchedRoutes(context).some(({ method }) => method === context.req.method);

/**
 * A middleware for requests that write. Register it after `authenticate`, which sets the owner. It leaves bodies alone that routes read as they arrive, and
 * bodies of requests for which there is no route: those are answered with 404 or 405.
 */
export function readBodies(memory = new BodyMemory()): MiddlewareHandler<ApiEnv> {
  return async function withBody(context, next) {
    const incoming = incomingOf(context);
    const { "content-length": length, "transfer-encoding": encoding, "content-type": type } = incoming.headers;
    if (encoding === undefined && (length === undefined || length === "0")) return next();
    const { method, path } = context.req;
    const most = bodyLimit(method, path, type);
    if (most === null || !hasRoute(context)) return next();
    const claim = memory.begin(context.get("owner"));
    try {
      const body = await readBody(incoming, most, claim);
      // Hono, its validators and the routes can read this request as often as they like.
      context.req.raw = new Request(context.req.url, { method, headers: context.req.raw.headers, body });
      await next();
    } finally {
      claim.release();
    }
  };
}

/** Claims the announced length before anything is read; without one, claims what arrives. */
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
    // The connection is gone, so the client may never get this answer; the log does.
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
