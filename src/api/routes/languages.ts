/** The languages that this server supports. */
import { z } from "@hono/zod-openapi";
import { capabilities } from "../../pipeline/capabilities.js";
import type { AddRoutes } from "../context.js";
import { LanguageCode, SourceLanguage } from "../document/schemas.js";
import { jsonResponse } from "../respond.js";

const Languages = z
  .object({ sources: z.array(SourceLanguage), targets: z.record(z.string(), z.array(LanguageCode)) })
  .openapi("Languages", { example: { sources: ["en"], targets: { en: ["ca", "es"] } } });

export const addLanguageRoute: AddRoutes = (api, server) => {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/languages",
    responses: {
      200: jsonResponse("the source languages, and the target languages of each, that this server supports", Languages),
    },
  });
  api.get("/api/languages", (context) => {
    const { sources, targets } = capabilities(server.speech);
    return context.json({ sources, targets });
  });
};
