/** The web page that the set-up builds from `web/`: its files, and its single HTML document at the paths of all its screens. */
import { serveStatic } from "@hono/node-server/serve-static";
import type { Context, MiddlewareHandler } from "hono";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AddRoutes } from "../context.js";
import { checkConditions } from "../downloads/etag.js";

/** Where the set-up builds the page. */
export const PAGE_FOLDER = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** The page runs only its own scripts and loads only its own files. It plays videos that are not uploaded yet from memory (blob:). */
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

/** Paths of screens, so that a bookmark of a job opens it. */
const SCREENS = ["/", "/jobs", "/jobs/:id", "/status"] as const;

/** The names of built files contain a hash of their content. */
const FOREVER = "public, max-age=31536000, immutable";

/** If the page is not built, it has no routes, and the API works without it. */
export const addPageRoutes: AddRoutes = (api) => {
  if (!existsSync(join(PAGE_FOLDER, "index.html"))) return;
  const withHeaders = (cacheControl: string) => (path: string, context: Context) => {
    context.header("ETag", etagOf(path));
    context.header("Content-Security-Policy", PAGE_POLICY);
    context.header("Cache-Control", cacheControl);
  };
  const options = { root: PAGE_FOLDER, precompressed: true };
  const serve = (more: Parameters<typeof serveStatic>[0]): MiddlewareHandler =>
    withConditions(serveStatic({ ...options, ...more }));
  const document = serve({ path: "index.html", onFound: withHeaders("no-cache") });
  for (const path of SCREENS) api.get(path, document);
  // The icon and the manifest lie beside the document.
  for (const { name } of readdirSync(PAGE_FOLDER, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (/\.(svg|webmanifest|png|txt)$/.test(name))
      api.get(`/${name}`, serve({ onFound: withHeaders("public, max-age=3600") }));
  }
  api.get("/assets/:file", serve({ onFound: withHeaders(FOREVER) }));
};

/** The ETag of a built file. */
function etagOf(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"`;
}

/** Adds conditional requests to a handler of files. Each content encoding of a file has its own ETag. */
function withConditions(serve: MiddlewareHandler): MiddlewareHandler {
  return async function conditionalFile(context, next) {
    const reply = await serve(context, next);
    const plain = reply instanceof Response && reply.status === 200 ? reply.headers.get("etag") : null;
    if (!(reply instanceof Response) || plain === null) return reply;
    const encoding = reply.headers.get("content-encoding");
    const etag = encoding === null ? plain : plain.replace(/"$/, `-${encoding}"`);
    reply.headers.set("ETag", etag);
    if (checkConditions({ etag, modified: null }, (name) => context.req.header(name)) === "send") return reply;
    await reply.body?.cancel();
    const headers = new Headers(reply.headers);
    for (const name of ["content-length", "content-type", "content-encoding"]) headers.delete(name);
    return new Response(null, { status: 304, headers });
  };
}
