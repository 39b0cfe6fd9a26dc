/** PocketSphinx with Debian's English model. */
import { existsSync } from "node:fs";
import type { EngineDefinition } from "../engine-definition.js";
import { hasPocketSphinxModel, pocketSphinxAddon } from "./settings.js";

export interface PocketSphinxConfig {
  kind: "pocketsphinx";
}

export const POCKETSPHINX: EngineDefinition<PocketSphinxConfig> = {
  kind: "pocketsphinx",
  segmentation: "level",
  recoversWords: false,
  hearing: () => ({ name: "PocketSphinx en-us", languages: ["en"] }),
  isAvailable: () => hasPocketSphinxModel() && existsSync(pocketSphinxAddon()),
  modelName: () => null,
  modelIdentity: () => null,
  modelToShare: () => null,
  openRecognizer: async () => (await import("./open-pocketsphinx.js")).openPocketSphinx(),
};
