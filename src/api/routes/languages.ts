/** The languages that this server supports. */
import { z } from "@hono/zod-openapi";
import { capabilities } from "../../pipeline/capabilities.js";
import type { AddRoutes } from "../context.js";
import { LanguageCode, SourceLanguage } from "../document/schemas.js";
import { jsonResponse } from "../respond.js";

const Targets = z.record(z.string(), z.array(LanguageCode));

const Translators = z
  .array(
    z.object({
      name: z.string().openapi({ description: "as a job may name it" }),
      isService: z.boolean().openapi({ description: "whether texts are sent to a service over the network" }),
      targets: Targets.openapi({ description: "the targets of each source; empty if it is not set up" }),
    }),
  )
  .openapi({ description: "the translators that this server uses, the preferred one first" });

const Languages = z
  .object({ sources: z.array(SourceLanguage), targets: Targets, translators: Translators })
  .openapi("Languages", {
    example: {
      sources: ["en"],
      targets: { en: ["ca", "es"] },
      translators: [{ name: "apertium", isService: false, targets: { en: ["ca", "es"] } }],
    },
  });

export const addLanguageRoute: AddRoutes = (api, server) => {
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/languages",
    responses: {
      200: jsonResponse(
        "the source languages, the target languages of each, and the translators, that this server supports",
        Languages,
      ),
    },
  });
  api.get("/api/languages", (context) => {
    const { sources, targets, translators } = capabilities(server.speech);
    return context.json({ sources, targets, translators });
  });
};
