/** The translators in `sister doctor`: which are set up, which are used, and whether they answer. */
import type { TranslatorDefinition } from "../../translation/translator.js";
import { findTranslator } from "../../translation/translators.js";

/**
 * Checks a translator that may be used, and a service that is set up. Resolves with what a person gets to know of it.
 * Others are only described: no text goes to a service that nobody named.
 */
export async function checkTranslator(id: string, order: readonly string[]): Promise<string> {
  const definition = findTranslator(id);
  const isUsed = order.includes(id);
  const isSetUp = definition.routes(process.env).length > 0;
  if (!isUsed && (!isSetUp || !definition.isService || isOpenToAll(definition)))
    return `not used by default; to use it, ${definition.howToInstall}`;
  if (!isSetUp) throw new Error(`${definition.name} is not set up`);
  if (!definition.check) return tryTranslator(definition);
  const host = definition.sendsTextTo?.(process.env) ?? null;
  const where = host === null ? "on this machine" : `texts are sent to ${host}`;
  const use = isUsed ? "" : "; used only with --translator or SISTER_TRANSLATORS";
  return `${definition.name}, ${await definition.check(process.env)}, ${where}${use}`;
}

/** A service that needs no settings counts as set up on every machine. */
function isOpenToAll(definition: TranslatorDefinition): boolean {
  return definition.routes({}).length > 0;
}

/** Translates a word. */
async function tryTranslator(definition: TranslatorDefinition): Promise<string> {
  const routes = definition.routes(process.env);
  const [first] = routes;
  if (!first) throw new Error(`${definition.name} has no language pair`);
  const translator = await definition.open(process.env);
  try {
    await translator.translate(["house"], first);
  } finally {
    await translator.close();
  }
  const targets = routes.filter(({ source }) => source === "en").map(({ target }) => target);
  return `${definition.name}, from English to ${targets.join(", ") || "nothing"}`;
}
