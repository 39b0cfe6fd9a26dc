/** The OpenAPI document of all routes: as JSON under /openapi.json, and as a page under /docs. */
import { z } from "@hono/zod-openapi";
import type { AddRoutes } from "../context.js";
import { jsonResponse, text } from "../respond.js";
import { completeDocument, type Document } from "./complete-document.js";
import { docsPage, DOCS_POLICY } from "./docs-page.js";

const HEAD = {
  openapi: "3.1.0",
  info: {
    title: "Sister",
    version: "1",
    description:
      "Transcribes, translates and subtitles videos. Errors are problem+json; times are ISO 8601 in UTC. A method that a path does not support is answered with 405, and Allow lists those that it supports.",
  },
};

export const addOpenApi: AddRoutes = (api) => {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/openapi.json",
    responses: { 200: jsonResponse("this document", z.looseObject({})) },
  });
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/docs",
    responses: { 200: text("this document as a page", "text/html") },
  });

  // Made at the first request, when all routes are registered.
  let made: { document: Document; page: string } | null = null;
  const make = (): { document: Document; page: string } => {
    if (made) return made;
    const document = completeDocument(api.getOpenAPI31Document(HEAD) as unknown as Document);
    return (made = { document, page: docsPage(document) });
  };
  api.get("/openapi.json", (context) => context.json(make().document));
  api.get("/docs", (context) => {
    context.header("Content-Security-Policy", DOCS_POLICY);
    return context.html(make().page);
  });
};
