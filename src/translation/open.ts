/** Opens the translator that a configuration names. */
import { ApertiumTranslator } from "./apertium/apertium.js";
import type { TranslationConfig, Translator } from "./translator.js";

/**
 * @example
 * const translator = await openTranslator({ kind: "apertium" });
 * const [translation] = await translator.translate(["Good morning"], { source: "en", target: "es" });
 * await translator.close();
 */
export function openTranslator(_config: TranslationConfig): Promise<Translator> {
  return Promise.resolve(new ApertiumTranslator());
}
