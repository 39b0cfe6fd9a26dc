/** What can be said of a model without loading it: family, languages, times, and whether it can tell which language is spoken. */
import { basename } from "node:path";
import { canGuess } from "../language/text-guess.js";
import { detectFamily } from "./detect-family.js";
import { traitsOf, type FamilyTraits, type ModelFamily } from "./families.js";
import { describeFiles, type ModelFiles } from "./model-files.js";
import { languagesOf } from "./model-languages.js";

export interface DescribedModel {
  files: ModelFiles;
  /** The folder's name. */
  name: string;
  family: ModelFamily;
  /** BCP 47; `["*"]` if nothing tells. */
  languages: string[];
  times: FamilyTraits["times"];
  segmentSeconds: FamilyTraits["segmentSeconds"];
  detectsLanguage: boolean;
}

/**
 * Describes a folder.
 *
 * @param family its family, if somebody states it
 * @throws SisterError (exit code 2) that says what to do if the family is not known or the folder cannot be read
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

/** Families whose models are told the language and write in it, whatever is spoken. */
const TOLD: readonly ModelFamily[] = ["canary", "cohereTranscribe"];

/** Whisper and SenseVoice say which language they hear; of others that write in the spoken one the text tells. */
function detects(family: ModelFamily, languages: readonly string[]): boolean {
  if (family === "whisper" || family === "senseVoice") return languages.length > 1 || languages[0] === "*";
  return languages.length > 1 && !TOLD.includes(family) && canGuess(languages);
}
