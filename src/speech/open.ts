/** Opens the engine that a configuration names. */
import type { SpeechConfig, SpeechEngine } from "./engine.js";
import { EngineChild, type ChildOptions } from "./engine-child.js";
import { SleepEngine } from "./sleep-engine.js";

/**
 * Loads an engine. Rejects with a SisterError that says what is missing or broken.
 *
 * @example
 * const engine = await openSpeechEngine({ kind: "pocketsphinx" });
 * const words = await engine.recognize(samples, { language: "en" });
 * await engine.close();
 */
export async function openSpeechEngine(config: SpeechConfig, options: ChildOptions = {}): Promise<SpeechEngine> {
  return config.kind === "sleep" ? new SleepEngine(config) : EngineChild.open(config, options);
}
