/** Moonshine, by Sister's own decoder. */
import { basename } from "node:path";
import type { EngineDefinition } from "../engine-definition.js";
import { hears } from "../language/hears.js";
import { findModel } from "../models/installed.js";
import { describeFiles, readStatement } from "../sherpa/model-files.js";
import { languagesOf } from "../sherpa/model-languages.js";
import { soundsForeign } from "./foreign-speech.js";
import { DECODER_FILE, ENCODER_FILE, hasMoonshine } from "./model-folder.js";

export interface MoonshineConfig {
  kind: "moonshine";
  /** The name of a model of the models' folder ("moonshine-base-en"), or an absolute path. */
  model: string;
}

export const MOONSHINE: EngineDefinition<MoonshineConfig> = {
  kind: "moonshine",
  segmentation: "voice",
  recoversWords: true,
  fromModel: ({ dir, manifest, name }) =>
    isMoonshine(dir, manifest?.family) ? { kind: "moonshine", model: name ?? dir } : null,
  hearing: ({ model }) => ({ name: basename(model), languages: ["en"] }),
  isAvailable: ({ model }) => hasMoonshine(model),
  modelName: ({ model }) => basename(model),
  // Of a model that was installed by name: the same on every host, whenever it was installed.
  modelIdentity: ({ model }) => findModel(model)?.manifest.files ?? model,
  modelToShare: ({ model }) => model,
  // The bound was measured with the base model; English in noise would be below it with the tiny one.
  soundsForeign: ({ model }, words) => model.includes("base") && soundsForeign(words),
  openRecognizer: async ({ model }, devices) => (await import("./open-moonshine.js")).openMoonshine(model, devices),
};

/**
 * Whether Sister's own decoder runs it: an English model with the names that `sister models pull` gives to Moonshine's
 * files. A folder whose sister-model.json states "moonshineV2" is for sherpa-onnx.
 */
function isMoonshine(dir: string, family?: string): boolean {
  const files = describeFiles(dir);
  const stated = family ?? readStatement(files).family ?? "moonshine";
  const { names } = files;
  if (stated !== "moonshine" || !names.includes(ENCODER_FILE)) return false;
  return names.includes(DECODER_FILE) && hears(languagesOf("moonshineV2", files), "en");
}
