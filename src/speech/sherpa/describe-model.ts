/**
 * Describes a model without loading it: family, languages, word times, and whether it can detect the spoken language.
 */
import { basename } from "node:path";
import { canGuess } from "../language/text-guess.js";
import { detectFamily } from "./detect-family.js";
import { traitsOf, type FamilyTraits, type ModelFamily } from "./families.js";
import { describeFiles, type ModelFiles } from "./model-files.js";
import { languagesOf } from "./model-languages.js";

export interface DescribedModel {
  files: ModelFiles;
  /** The name of the folder. */
  name: string;
  family: ModelFamily;
  /** BCP 47. `["*"]` if the languages are unknown. */
  languages: string[];
  times: FamilyTraits["times"];
  segmentSeconds: FamilyTraits["segmentSeconds"];
  detectsLanguage: boolean;
}

/**
 * Describes a model folder.
 *
 * @param family its family, if known
 * @throws SisterError (exit code 2) that says what to do if the family is unknown or the folder cannot be read
 * @example
 * describeModel("/models/sherpa-onnx-whisper-tiny.en").languages; // ["en"]
 */
export function describeModel(dir: string, family?: string): DescribedModel {
  const files = describeFiles(dir);
  const found = detectFamily(files, family);
  const languages = languagesOf(found, files);
  const { times, segmentSeconds } = traitsOf(found);
  return {
    files,
    name: basename(dir),
    family: found,
    languages,
    times,
    segmentSeconds,
    detectsLanguage: detects(found, languages),
  };
}

/** Families that need the language as input, and write in it whatever is spoken. */
const TOLD: readonly ModelFamily[] = ["canary", "cohereTranscribe"];

/**
 * Whisper and SenseVoice report the language. For other models that write in the spoken language, the text shows it.
 */
function detects(family: ModelFamily, languages: readonly string[]): boolean {
  if (family === "whisper" || family === "senseVoice") return languages.length > 1 || languages[0] === "*";
  return languages.length > 1 && !TOLD.includes(family) && canGuess(languages);
}
