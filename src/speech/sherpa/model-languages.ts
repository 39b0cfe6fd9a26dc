/** The languages of a model: by the statement of its folder, its family, its metadata, or the name of its folder. */
import { basename } from "node:path";
import { traitsOf, type ModelFamily } from "./families.js";
import { findFile, readStatement, type ModelFiles } from "./model-files.js";
import { readOnnxMetadata } from "./onnx-file.js";

/** The 25 European languages of NVIDIA's parakeet v3 and canary 1b v2. */
const EUROPEAN = [..."bg cs da de el en es et fi fr hr hu it lt lv mt nl pl pt ro ru sk sl sv uk".split(" ")] as const;

/** Language codes in folder names of speech models. Codes that are words in other names ("am", "no") are left out. */
const CODES = new Set(
  "ar be bg bn ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu id it ja ka kk ko lt lv mk ms mt nl pl pt ro ru sk sl sr sv sw ta te th tl tr uk ur uz vi yue zh".split(
    " ",
  ),
);

/** Languages by their names, and data sets of a single language. */
const WORDS: Readonly<Record<string, string>> = {
  arabic: "ar",
  bengali: "bn",
  cantonese: "yue",
  catalan: "ca",
  chinese: "zh",
  czech: "cs",
  danish: "da",
  dutch: "nl",
  english: "en",
  finnish: "fi",
  french: "fr",
  german: "de",
  hindi: "hi",
  indonesian: "id",
  italian: "it",
  japanese: "ja",
  korean: "ko",
  malay: "ms",
  persian: "fa",
  polish: "pl",
  portuguese: "pt",
  russian: "ru",
  spanish: "es",
  swedish: "sv",
  thai: "th",
  turkish: "tr",
  ukrainian: "uk",
  uyghur: "ug",
  vietnamese: "vi",
  aishell: "zh",
  aishell2: "zh",
  gigaspeech: "en",
  libriheavy: "en",
  librispeech: "en",
  multidataset: "en",
  reazonspeech: "ja",
  wenetspeech: "zh",
};

/** The languages in a folder's name, in its order: "sherpa-onnx-paraformer-zh-en" has Chinese and English. */
export function languagesInName(name: string): string[] {
  const parts = name.toLowerCase().split(/[^a-z0-9]+/);
  const found = parts.flatMap((part) => (CODES.has(part) ? [part] : (WORDS[part] ?? [])));
  return [...new Set(found)];
}

/** The languages of a model, the most likely one first. `["*"]` if they are unknown. */
export function languagesOf(family: ModelFamily, files: ModelFiles): string[] {
  const stated = readStatement(files).languages;
  if (stated) return stated;
  const fixed = traitsOf(family).languages;
  if (fixed) return [...fixed];
  const name = basename(files.dir);
  return byFamily(family, files, name) ?? orAny(languagesInName(name));
}

function orAny(languages: readonly string[]): string[] {
  return languages.length > 0 ? [...languages] : ["*"];
}

/** The languages of a family's models beyond their names. Null if nothing is known. */
function byFamily(family: ModelFamily, files: ModelFiles, name: string): string[] | null {
  const named = languagesInName(name);
  switch (family) {
    case "whisper":
      return whisperLanguages(files, name);
    case "moonshineV1":
    case "moonshineV2":
      // Models of other languages have them in their names; English models not always.
      return named.length > 0 ? named : ["en"];
    case "nemoTransducer":
    case "nemoCtc":
      if (named.length > 0 || !/parakeet/i.test(name)) return null;
      return /v3/i.test(name) ? [...EUROPEAN] : ["en"];
    case "senseVoice":
      return /nano/i.test(name) ? orAny(named) : ["zh", "en", "ja", "ko", "yue"];
    case "paraformer":
      // The Chinese models recognize English too.
      return named.length === 1 && named[0] === "zh" ? ["zh", "en"] : null;
    case "funasrNano":
      if (named.length > 0) return named;
      return /mlt/i.test(name) ? ["*"] : ["zh", "en", "ja"];
    case "tdnn":
      // The only published model recognizes yes and no in Hebrew.
      return /yesno/i.test(name) ? ["he"] : null;
    default:
      return null;
  }
}

/** Whisper's encoder lists its languages. English-only models also have ".en" in their file names. */
function whisperLanguages(files: ModelFiles, name: string): string[] {
  const encoder = findFile(files, /encoder.*\.onnx$/);
  const metadata = encoder === null ? null : readOnnxMetadata(encoder);
  if (metadata?.get("is_multilingual") === "0") return ["en"];
  if ([name, ...files.names].some((one) => /\.en(?=$|[-_.])/.test(one))) return ["en"];
  const codes = metadata?.get("all_language_codes")?.split(",").filter(Boolean) ?? [];
  return orAny(codes.map(fromWhisper));
}

/** Whisper's codes that differ from BCP 47. */
const WHISPER_CODES: Readonly<Record<string, string>> = { jw: "jv" };

/** The BCP 47 code for a code of whisper. */
export function fromWhisper(code: string): string {
  return WHISPER_CODES[code] ?? code;
}

/** Whisper's code for a language. */
export function toWhisper(language: string): string {
  return Object.entries(WHISPER_CODES).find(([, code]) => code === language)?.[0] ?? language;
}
