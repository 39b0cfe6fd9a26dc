/** Opens the engine that a configuration names. */
import type { SpeechEngine } from "./engine.js";
import { EngineChild, type ChildOptions } from "./engine-child.js";
import { definitionOf, type SpeechConfig } from "./engines.js";

/**
 * Loads an engine. Rejects with a SisterError that says what is missing or broken.
 *
 * @example
 * const engine = await openSpeechEngine({ kind: "pocketsphinx" });
 * const words = await engine.recognize(samples, { language: "en" });
 * await engine.close();
 */
export async function openSpeechEngine(config: SpeechConfig, options: ChildOptions = {}): Promise<SpeechEngine> {
  return definitionOf(config).open?.(config) ?? EngineChild.open(config, options);
}
