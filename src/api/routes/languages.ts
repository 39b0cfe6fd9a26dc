/** The languages that this server supports. */
import { z } from "@hono/zod-openapi";
import { AUTO } from "../../speech/language/hears.js";
import { allRoutes } from "../../translation/apertium/routes.js";
import type { AddRoutes, ApiContext } from "../context.js";
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
  api.get("/api/languages", (context) => context.json(languages(server)));
};

/** The languages that the speech engine recognizes, "auto" if it detects the language, and the targets that installed pairs reach from each. */
function languages({ speech }: ApiContext): { sources: readonly string[]; targets: Record<string, string[]> } {
  const routes = allRoutes();
  const heard = speech.hearing.languages;
  // A model that does not name its languages is assumed to recognize every language that can be translated.
  const sources = heard.includes("*") ? [...new Set(["en", ...routes.map(({ source }) => source)])] : heard;
  const targets = sources.map((source) => [
    source,
    routes.filter((route) => route.source === source).map(({ target }) => target),
  ]);
  const byLanguage = Object.fromEntries(targets) as Record<string, string[]>;
  if (!speech.hearing.detectsLanguage) return { sources, targets: byLanguage };
  // The language of an "auto" job is not known yet, so all targets are offered.
  const any = [...new Set(Object.values(byLanguage).flat())];
  return { sources: [AUTO, ...sources], targets: { [AUTO]: any, ...byLanguage } };
}
