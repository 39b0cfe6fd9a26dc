/** Whether an engine can be had on this host, without loading it. */
import { existsSync } from "node:fs";
import type { SpeechConfig } from "./engine.js";
import { hasMoonshine } from "./moonshine/model-folder.js";
import { hasPocketSphinxModel, pocketSphinxAddon } from "./pocketsphinx/settings.js";
import { describeModel } from "./sherpa/describe-model.js";

export function isEngineAvailable(config: SpeechConfig): boolean {
  if (config.kind === "sleep") return true;
  if (config.kind === "moonshine") return hasMoonshine(config.model);
  if (config.kind === "pocketsphinx") return hasPocketSphinxModel() && existsSync(pocketSphinxAddon());
  try {
    describeModel(config.dir, config.family);
    return true;
  } catch {
    return false;
  }
}
