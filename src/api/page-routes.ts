/** The page, as the set-up built it from `web/`: its files, and its one document at the addresses of its screens. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { serveStatic } from "@hono/node-server/serve-static";
import type { Context } from "hono";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Variables } from "./access.js";

/** Where the set-up builds the page. */
export const PAGE_FOLDER = fileURLToPath(new URL("../../web/dist", import.meta.url));

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
  const headed = (cache: string) => (_: string, context: Context) => {
    context.header("Content-Security-Policy", PAGE_POLICY);
    context.header("Cache-Control", cache);
  };
  const options = { root: folder, precompressed: true };
  const document = serveStatic({ ...options, path: "index.html", onFound: headed("no-cache") });
  for (const path of SCREENS) app.get(path, document);
  // What lies beside the document: its icon and its manifest.
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
    if (/\.(svg|webmanifest|png|txt)$/.test(name))
      app.get(`/${name}`, serveStatic({ ...options, onFound: headed("public, max-age=3600") }));
  }
  app.get("/assets/:file", serveStatic({ ...options, onFound: headed(FOREVER) }));
}
