/** Loads an engine before it is needed: a rank knows its engine from its command line while MPI is still starting. */
import type { SpeechEngine } from "./engine.js";
import type { SpeechConfig } from "./engines.js";
import { openSpeechEngine } from "./open.js";
import type { Devices } from "./recognizer.js";

interface Preloaded {
  config: SpeechConfig;
  devices: Devices;
  engine: Promise<SpeechEngine>;
}

let preloaded: Preloaded | null = null;

/**
 * Begins to load an engine. If it does not load, `takeEngine` rejects with the reason.
 *
 * @example
 * preloadEngine({ kind: "moonshine", model: "moonshine-base-en" }, ONE_THREAD);
 * const engine = await takeEngine({ kind: "moonshine", model: "moonshine-base-en" }, ONE_THREAD);
 */
export function preloadEngine(config: SpeechConfig, devices: Devices): void {
  const engine = openSpeechEngine(config, { devices });
  engine.catch(() => undefined);
  preloaded = { config, devices, engine };
}

/** The preloaded engine if it is this one and has loaded; otherwise a new one. See `openSpeechEngine`. */
export async function takeEngine(config: SpeechConfig, devices: Devices): Promise<SpeechEngine> {
  const begun = preloaded;
  preloaded = null;
  if (begun) {
    const engine = await begun.engine.catch(() => null);
    // It may have failed because its model was missing. Another rank may have sent the model since.
    if (engine && sameText([config, devices], [begun.config, begun.devices])) return engine;
    await engine?.close();
  }
  return openSpeechEngine(config, { devices });
}

function sameText(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
