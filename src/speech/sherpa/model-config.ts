/** The `modelConfig` of sherpa-onnx's OfflineRecognizer for a model, as in the examples of version 1.13. */
import { SisterError } from "../../errors.js";
import type { ModelFamily } from "./families.js";
import { toWhisper } from "./model-languages.js";
import { findFile, singleModel, tokenizerFolder, type ModelFiles } from "./model-files.js";

export interface ModelConfig {
  modelConfig: Record<string, unknown>;
  /** All files of the model, for checks and the fingerprint. */
  files: string[];
  /** The token table. Null for families with a tokenizer instead. */
  tokens: string | null;
}

/** The code of a language without its region: "en" for "en-GB". "" for "auto". */
function plainLanguage(language: string): string {
  return language === "auto" ? "" : (language.split("-")[0] ?? "");
}

/**
 * Finds the files of a model and names them as sherpa-onnx does.
 *
 * @param language BCP 47, or "auto" for models that detect it
 * @throws SisterError (exit code 2) that names a missing file
 */
export function configOf(family: ModelFamily, files: ModelFiles, language: string): ModelConfig {
  const need = (what: string, pattern: RegExp): string => {
    const found = findFile(files, pattern);
    if (found) return found;
    throw new SisterError(`${files.dir} has no ${what}: a ${family} model needs it; download the model again`, {
      exitCode: 2,
    });
  };
  const partsOf = PARTS[family];
  const parts: Parts = partsOf?.(need, files, plainLanguage(language)) ?? {
    key: family,
    files: { model: needSingle(files) },
  };
  const { key, files: named, settings, top, tokenizer } = parts;
  const own =
    typeof named === "string" ? named : { ...named, ...settings, ...(tokenizer === undefined ? {} : { tokenizer }) };
  const paths = typeof named === "string" ? [named] : Object.values(named);
  const tokens = tokenizer === undefined ? need("tokens.txt", /tokens\.txt$/) : null;
  return {
    modelConfig: { [key]: own, ...top, tokens: tokens ?? "" },
    files: tokens === null ? paths : [tokens, ...paths],
    tokens,
  };
}

type Need = (what: string, pattern: RegExp) => string;

/** sherpa-onnx's configuration of a family. */
interface Parts {
  /** The key of the family in `modelConfig`. */
  key: string;
  /** The files by sherpa-onnx's names. A string: the family has one file, without a name. */
  files: Record<string, string> | string;
  /** Further settings beside the files. */
  settings?: object;
  /** Further settings of `modelConfig` itself. */
  top?: object;
  /** A folder with a tokenizer, which replaces the token table. */
  tokenizer?: string;
}

const encoderAndDecoder = (need: Need): { encoder: string; decoder: string } => ({
  encoder: need("encoder .onnx", /encoder.*\.onnx$/),
  decoder: need("decoder .onnx", /decoder.*\.onnx$/),
});

const transducer = (need: Need, modelType: string): Parts => ({
  key: "transducer",
  files: { ...encoderAndDecoder(need), joiner: need("joiner .onnx", /joiner.*\.onnx$/) },
  top: { modelType },
});

/** The families whose configuration is not `{ [family]: { model } }`. */
const PARTS: Partial<Record<ModelFamily, (need: Need, files: ModelFiles, language: string) => Parts>> = {
  whisper: (need, _files, language) => ({
    key: "whisper",
    files: encoderAndDecoder(need),
    settings: whisperSettings(language),
  }),
  canary: (need, _files, language) => ({
    key: "canary",
    files: encoderAndDecoder(need),
    settings: canarySettings(language),
  }),
  fireRedAsr: (need) => ({ key: "fireRedAsr", files: encoderAndDecoder(need) }),
  cohereTranscribe: (need, _files, language) => ({
    key: "cohereTranscribe",
    files: encoderAndDecoder(need),
    settings: { language, usePunct: 1, useItn: 1 },
  }),
  moonshineV1: (need) => ({
    key: "moonshine",
    files: {
      preprocessor: need("preprocess .onnx", /^preprocess.*\.onnx$/),
      encoder: need("encode .onnx", /^encode\b.*\.onnx$/),
      uncachedDecoder: need("uncached_decode .onnx", /^uncached_decode.*\.onnx$/),
      cachedDecoder: need("cached_decode .onnx", /^cached_decode.*\.onnx$/),
    },
  }),
  moonshineV2: (need) => ({
    key: "moonshine",
    files: {
      encoder: need("encoder_model .ort or .onnx", /^encoder_model.*\.(ort|onnx)$/),
      mergedDecoder: need("decoder_model_merged .ort or .onnx", /^decoder_model_merged.*\.(ort|onnx)$/),
    },
  }),
  transducer: (need) => transducer(need, "transducer"),
  nemoTransducer: (need) => transducer(need, "nemo_transducer"),
  funasrNano: (need, files) => ({
    key: "funasrNano",
    files: {
      encoderAdaptor: need("encoder_adaptor .onnx", /^encoder_?adaptor.*\.onnx$/),
      llm: need("llm .onnx", /^llm.*\.onnx$/),
      embedding: need("embedding .onnx", /^embedding.*\.onnx$/),
    },
    tokenizer: needTokenizer("funasrNano", files),
  }),
  qwen3Asr: (need, files) => ({
    key: "qwen3Asr",
    files: { convFrontend: need("conv_frontend .onnx", /^conv_frontend.*\.onnx$/), ...encoderAndDecoder(need) },
    tokenizer: needTokenizer("qwen3Asr", files),
  }),
  teleSpeechCtc: (_need, files) => ({ key: "teleSpeechCtc", files: needSingle(files) }),
  senseVoice: (_need, files, language) => ({
    key: "senseVoice",
    files: { model: needSingle(files) },
    settings: senseVoiceSettings(language),
  }),
};

function needSingle(files: ModelFiles): string {
  const model = singleModel(files);
  if (model) return model;
  throw new SisterError(`${files.dir} has no .onnx model: download the model again`, { exitCode: 2 });
}

function needTokenizer(family: ModelFamily, files: ModelFiles): string {
  const folder = tokenizerFolder(files);
  if (folder) return folder;
  throw new SisterError(
    `${files.dir} has no folder with a tokenizer (vocab.json): a ${family} model needs it; download the model again`,
    { exitCode: 2 },
  );
}

/** `language` "": whisper detects the language and reports it. */
function whisperSettings(language: string): object {
  return { language: toWhisper(language), task: "transcribe", enableSegmentTimestamps: 1, tailPaddings: -1 };
}

function canarySettings(language: string): object {
  // Canary can translate as well. The same language twice makes it transcribe.
  return { srcLang: language, tgtLang: language, usePnc: 1 };
}

function senseVoiceSettings(language: string): object {
  const known = ["zh", "en", "ja", "ko", "yue"].includes(language);
  return { language: known ? language : "", useInverseTextNormalization: 1 };
}

/**
 * The settings of families that take the language with each piece. Null for others: their language is fixed by the
 * model, or when it is opened.
 */
export function settingsForPiece(family: ModelFamily, language: string): Record<string, object> | null {
  const plain = plainLanguage(language);
  if (family === "whisper") return { whisper: whisperSettings(plain) };
  if (family === "canary") return { canary: canarySettings(plain) };
  return null;
}
