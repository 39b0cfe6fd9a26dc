/** The page, as the set-up built it from `web/`: its files, and its one document at the addresses of its screens. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Context, MiddlewareHandler } from "hono";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Variables } from "../access/authenticate.js";
import { conditionsOf } from "../downloads/etag.js";

/** Where the set-up builds the page. */
export const PAGE_FOLDER = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** The page runs its own scripts and loads its own files, and nothing else. Videos that were not uploaded yet are played from memory (blob:). */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Addresses of screens: a job's is opened from a bookmark, too. */
const SCREENS = ["/", "/jobs", "/jobs/:id", "/status"] as const;

/** Names of what is built hold a hash of the content. */
const FOREVER = "public, max-age=31536000, immutable";

/**
 * Adds the page's routes. Without a built page there are none: the API works alone.
 *
 * @param folder what the set-up built
 */
export function addPageRoutes(app: OpenAPIHono<{ Variables: Variables }>, folder = PAGE_FOLDER): void {
  if (!existsSync(join(folder, "index.html"))) return;
  const headed = (cache: string) => (path: string, context: Context) => {
    context.header("ETag", tagOf(path));
    context.header("Content-Security-Policy", PAGE_POLICY);
    context.header("Cache-Control", cache);
  };
  const options = { root: folder, precompressed: true };
  const serve = (more: Parameters<typeof serveStatic>[0]): MiddlewareHandler =>
    conditional(serveStatic({ ...options, ...more }));
  const document = serve({ path: "index.html", onFound: headed("no-cache") });
  for (const path of SCREENS) app.get(path, document);
  // What lies beside the document: its icon and its manifest.
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (/\.(svg|webmanifest|png|txt)$/.test(name))
      app.get(`/${name}`, serve({ onFound: headed("public, max-age=3600") }));
  }
  app.get("/assets/:file", serve({ onFound: headed(FOREVER) }));
}

/** Of a file as the set-up built it. */
function tagOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
}

/** Asks the conditions of a request before a file is sent. Each encoding of it has a tag of its own. */
function conditional(serve: MiddlewareHandler): MiddlewareHandler {
  return async function conditionalFile(context, next) {
    const reply = await serve(context, next);
    const plain = reply instanceof Response && reply.status === 200 ? reply.headers.get("etag") : null;
    if (!(reply instanceof Response) || plain === null) return reply;
    const encoding = reply.headers.get("content-encoding");
    const etag = encoding === null ? plain : plain.replace(/"$/, `-${encoding}"`);
    reply.headers.set("ETag", etag);
    if (conditionsOf({ etag, modified: null }, (name) => context.req.header(name)) === "send") return reply;
    await reply.body?.cancel();
    const headers = new Headers(reply.headers);
    for (const name of ["content-length", "content-type", "content-encoding"]) headers.delete(name);
    return new Response(null, { status: 304, headers });
  };
}
