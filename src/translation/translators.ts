/**
 * The table of translators, and the choice of one for each target. The command line, the API, `sister doctor` and the
 * service know translators from here only: a new translator is one folder and one line below
 * (docs/developing/where-to-change.md).
 */
import { SisterError } from "../errors.js";
import { APERTIUM } from "./apertium/apertium.js";
import { BERGAMOT } from "./bergamot/definition.js";
import { DEEPL } from "./deepl/definition.js";
import { GOOGLE } from "./google/definition.js";
import { KeepingTranslator } from "./kept/keeping-translator.js";
import { KeptTranslations, translationsFolder } from "./kept/kept-translations.js";
import { isSameLanguage, nameLanguage } from "./languages.js";
import { LIBRETRANSLATE } from "./libretranslate/definition.js";
import { OPENAI } from "./openai/definition.js";
import { readServiceLimits } from "./services/service-settings.js";
import type { TranslationRoute, Translator, TranslatorDefinition } from "./translator.js";

export const TRANSLATORS: readonly TranslatorDefinition[] = [APERTIUM, BERGAMOT, OPENAI, LIBRETRANSLATE, DEEPL, GOOGLE];

/** Translators that may be used if nobody names others, the preferred one first. Text stays on the person's machines. */
const DEFAULT_TRANSLATORS: readonly string[] = [APERTIUM.id];

/**
 * The translators that may be used, the preferred one first: those of `SISTER_TRANSLATORS`, separated by commas, else
 * `DEFAULT_TRANSLATORS`. Throws a SisterError (exit code 2) for a name that is none, and for settings of these
 * translators that cannot be read.
 *
 * @example
 * translatorOrder({ SISTER_TRANSLATORS: "apertium, openai" }); // ["apertium", "openai"]
 */
export function translatorOrder(env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const named = env["SISTER_TRANSLATORS"];
  return named?.trim() ? readOrder(named, "SISTER_TRANSLATORS", env) : DEFAULT_TRANSLATORS;
}

/**
 * An order of translators that a person wrote, separated by commas.
 *
 * @param where it was written, for errors
 */
export function readOrder(text: string, where: string, env: NodeJS.ProcessEnv = process.env): readonly string[] {
  const ids = [...new Set(text.split(",").map((id) => id.trim()))].filter(Boolean);
  const all = TRANSLATORS.map(({ id }) => id).join(", ");
  const unknown = ids.find((id) => !TRANSLATORS.some((translator) => translator.id === id));
  if (unknown !== undefined || ids.length === 0) {
    const what = unknown === undefined ? "names no translator" : `names no translator that there is: "${unknown}"`;
    throw new SisterError(`${where} ${what}: give one or more of ${all}, separated by commas`, { exitCode: 2 });
  }
  const services = ids.map(findTranslator).filter(({ isService }) => isService);
  if (services.length > 0) readServiceLimits(env);
  for (const service of services) service.sendsTextTo?.(env);
  return ids;
}

/** Whether a translator calls a service: then no rank runs it. */
export function isService(id: string): boolean {
  return TRANSLATORS.some((translator) => translator.id === id && translator.isService);
}

/** The translator of each target, by its id: `{ es: "apertium" }`. Plain data that travels in jobs. */
export type TranslatorChoice = Readonly<Record<string, string>>;

export interface TranslatorWish {
  /** Ids of translators, the preferred one first. Default: `translatorOrder`. */
  order?: readonly string[];
  env?: NodeJS.ProcessEnv;
}

/** The definition of a translator. Throws a SisterError (exit code 2) that lists the translators for an unknown id. */
export function findTranslator(id: string): TranslatorDefinition {
  const found = TRANSLATORS.find((translator) => translator.id === id);
  if (found) return found;
  const ids = TRANSLATORS.map((translator) => translator.id).join(", ");
  throw new SisterError(`there is no translator "${id}": give one of ${ids}`, { exitCode: 2 });
}

/**
 * Opens a translator by its id. What a service translates is kept, so that it is asked for no text twice; programs on
 * this machine are as quick as reading what is kept.
 */
export async function openTranslator(id: string, env: NodeJS.ProcessEnv = process.env): Promise<Translator> {
  const definition = findTranslator(id);
  const opened = await definition.open(env);
  if (!definition.isService) return opened;
  const kept = new KeptTranslations(translationsFolder(env));
  return new KeepingTranslator(opened, kept, (route) => definition.identity(route, env));
}

/**
 * Chooses the translator of each target: the first of the order that can do it. Throws a SisterError (exit code 2) that
 * names the first target that no translator reaches, before any work is done.
 *
 * @example
 * chooseTranslators("en", ["es"]); // { es: "apertium" }
 */
export function chooseTranslators(
  source: string,
  targets: readonly string[],
  { env = process.env, order = translatorOrder(env) }: TranslatorWish = {},
): TranslatorChoice {
  const candidates = order.map(findTranslator);
  return Object.fromEntries(
    targets.map((target) => {
      if (isSameLanguage(source, target)) {
        throw new SisterError(`${nameLanguage(target)} is the language of the speech: leave it out of --to`, {
          exitCode: 2,
        });
      }
      const chosen = candidates.find((translator) => translator.canTranslate({ source, target }, env));
      if (chosen) return [target, chosen.id] as const;
      throw candidates[0]?.refusal({ source, target }, env) ?? new SisterError("no translator is allowed");
    }),
  );
}

/** The pairs of languages that can be translated here, each once, with the translator that is chosen for it. */
export function allRoutes({
  env = process.env,
  order = translatorOrder(env),
}: TranslatorWish = {}): (TranslationRoute & {
  by: string;
})[] {
  const routes = new Map<string, TranslationRoute & { by: string }>();
  for (const translator of order.map(findTranslator)) {
    for (const { source, target } of translator.routes(env)) {
      const key = `${source} ${target}`;
      if (!routes.has(key)) routes.set(key, { source, target, by: translator.id });
    }
  }
  return [...routes.values()];
}

/**
 * What decides the translation into each target: results are used again only if it is equal. "none" for a target that
 * no translator reaches.
 *
 * @param source null: the language of the speech is not known yet, and every route into a target may be taken
 */
export function translatorIdentities(
  source: string | null,
  targets: readonly string[],
  { env = process.env, order = translatorOrder(env) }: TranslatorWish = {},
): Record<string, string> {
  const routes = source === null ? allRoutes({ order, env }) : targets.map((target) => ({ source, target }));
  const candidates = order.map(findTranslator);
  const identitiesInto = (target: string): string[] =>
    routes.flatMap((route) => {
      if (!isSameLanguage(route.target, target)) return [];
      const chosen = candidates.find((translator) => translator.canTranslate(route, env));
      return chosen ? [`${route.source}: ${chosen.identity(route, env)}`] : [];
    });
  return Object.fromEntries(targets.map((target) => [target, identitiesInto(target).sort().join("; ") || "none"]));
}
