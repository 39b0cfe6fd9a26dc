/** Models that sherpa-onnx runs: every folder that no other engine takes. */
import { statSync } from "node:fs";
import { basename, join } from "node:path";
import type { EngineDefinition } from "../engine-definition.js";
import { languageForAll } from "../language/hears.js";
import { describeModel } from "./describe-model.js";
import { describeFiles } from "./model-files.js";

export interface SherpaConfig {
  kind: "sherpa";
  /** The model's folder, which must exist on every host. */
  dir: string;
  /** The model's family; it decides if the file names are ambiguous. */
  family?: string;
  /** Language of the speech, BCP 47. Missing: pieces of any language that the model hears will come. */
  language?: string;
}

export const SHERPA: EngineDefinition<SherpaConfig> = {
  kind: "sherpa",
  segmentation: "voice",
  recoversWords: false,
  fromModel: ({ dir, manifest }, language) => ({
    kind: "sherpa",
    dir,
    ...(language === undefined ? {} : { language }),
    ...(manifest === null ? {} : { family: manifest.family }),
  }),
  hearing: ({ dir, family }) => describeModel(dir, family),
  isAvailable: ({ dir, family }) => {
    try {
      describeModel(dir, family);
      return true;
    } catch {
      return false;
    }
  },
  modelName: ({ dir }) => basename(dir),
  modelIdentity: ({ dir }) => filesOf(dir),
  modelToShare: () => null,
  // sherpa-onnx ends the process on some models instead of returning an error.
  adviceOnCrash: ({ dir }) =>
    `the model in ${dir} is damaged, or its family is not what its name or files suggest; download it again, or state its family in its sister-model.json`,
  openRecognizer: async ({ dir, family, language }, devices) => {
    const model = describeModel(dir, family);
    return (await import("./open-sherpa.js")).openSherpa(model, language ?? languageForAll(model), devices);
  },
};

function filesOf(dir: string): [name: string, bytes: number, changedAt: number][] {
  return describeFiles(dir).names.map((name) => {
    const { size, mtimeMs } = statSync(join(dir, name));
    return [name, size, Math.floor(mtimeMs / 1000)];
  });
}
