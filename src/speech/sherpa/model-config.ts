/** What sherpa-onnx is given for a model: the `modelConfig` of its OfflineRecognizer, as its 1.13 examples have it. */
import { SisterError } from "../../errors.js";
import type { ModelFamily } from "./families.js";
import { toWhisper } from "./model-languages.js";
import { findFile, singleModel, tokenizerFolder, type ModelFiles } from "./model-files.js";

export interface ModelConfig {
  modelConfig: Record<string, unknown>;
  /** All files of it, for checks and the fingerprint. */
  files: string[];
  /** The token table; null for families that have a tokenizer instead. */
  tokens: string | null;
}

/** Code of a language without its region: "en-GB" is "en". "" is "auto". */
function plainLanguage(language: string): string {
  return language === "auto" ? "" : (language.split("-")[0] ?? "");
}

/**
 * Finds the files and names them as sherpa-onnx does.
 *
 * @param language BCP 47, or "auto" for models that decide themselves
 * @throws SisterError (exit code 2) that names a file that is missing
 */
export function configOf(family: ModelFamily, files: ModelFiles, language: string): ModelConfig {
  const need = (what: string, pattern: RegExp): string => {
    const found = findFile(files, pattern);
    if (found) return found;
    throw new SisterError(`${files.dir} has no ${what}: a ${family} model needs it; get the model again`, {
      exitCode: 2,
    });
  };
  const config = partsOf(family, files, plainLanguage(language), need);
  const tokens = config.withTokens ? need("tokens.txt", /tokens\.txt$/) : null;
  return {
    modelConfig: { ...config.modelConfig, tokens: tokens ?? "" },
    files: tokens === null ? config.files : [tokens, ...config.files],
    tokens,
  };
}

type Need = (what: string, pattern: RegExp) => string;
interface Parts {
  modelConfig: Record<string, unknown>;
  files: string[];
  withTokens: boolean;
}

function partsOf(family: ModelFamily, files: ModelFiles, language: string, need: Need): Parts {
  const encoderAndDecoder = (): { encoder: string; decoder: string } => ({
    encoder: need("encoder .onnx", /encoder.*\.onnx$/),
    decoder: need("decoder .onnx", /decoder.*\.onnx$/),
  });
  const made = (key: string, parts: Record<string, string>, settings: object = {}, top: object = {}): Parts => ({
    modelConfig: { [key]: { ...parts, ...settings }, ...top },
    files: Object.values(parts),
    withTokens: true,
  });
  switch (family) {
    case "whisper":
      return made("whisper", encoderAndDecoder(), whisperSettings(language));
    case "canary":
      return made("canary", encoderAndDecoder(), canarySettings(language));
    case "fireRedAsr":
      return made("fireRedAsr", encoderAndDecoder());
    case "cohereTranscribe":
      return made("cohereTranscribe", encoderAndDecoder(), { language, usePunct: 1, useItn: 1 });
    case "moonshineV1":
      return made("moonshine", {
        preprocessor: need("preprocess .onnx", /^preprocess.*\.onnx$/),
        encoder: need("encode .onnx", /^encode\b.*\.onnx$/),
        uncachedDecoder: need("uncached_decode .onnx", /^uncached_decode.*\.onnx$/),
        cachedDecoder: need("cached_decode .onnx", /^cached_decode.*\.onnx$/),
      });
    case "moonshineV2":
      return made("moonshine", {
        encoder: need("encoder_model .ort or .onnx", /^encoder_model.*\.(ort|onnx)$/),
        mergedDecoder: need("decoder_model_merged .ort or .onnx", /^decoder_model_merged.*\.(ort|onnx)$/),
      });
    case "transducer":
    case "nemoTransducer": {
      const parts = { ...encoderAndDecoder(), joiner: need("joiner .onnx", /joiner.*\.onnx$/) };
      const modelType = family === "nemoTransducer" ? "nemo_transducer" : "transducer";
      return made("transducer", parts, {}, { modelType });
    }
    case "funasrNano": {
      const parts = {
        encoderAdaptor: need("encoder_adaptor .onnx", /^encoder_?adaptor.*\.onnx$/),
        llm: need("llm .onnx", /^llm.*\.onnx$/),
        embedding: need("embedding .onnx", /^embedding.*\.onnx$/),
      };
      return { ...made("funasrNano", parts, { tokenizer: needTokenizer(family, files) }), withTokens: false };
    }
    case "qwen3Asr": {
      const parts = { convFrontend: need("conv_frontend .onnx", /^conv_frontend.*\.onnx$/), ...encoderAndDecoder() };
      return { ...made("qwen3Asr", parts, { tokenizer: needTokenizer(family, files) }), withTokens: false };
    }
    case "teleSpeechCtc": {
      const model = needSingle(files);
      return { modelConfig: { teleSpeechCtc: model }, files: [model], withTokens: true };
    }
    case "senseVoice":
      return made("senseVoice", { model: needSingle(files) }, senseVoiceSettings(language));
    default:
      return made(family, { model: needSingle(files) });
  }
}

function needSingle(files: ModelFiles): string {
  const model = singleModel(files);
  if (model) return model;
  throw new SisterError(`${files.dir} has no .onnx model: get the model again`, { exitCode: 2 });
}

function needTokenizer(family: ModelFamily, files: ModelFiles): string {
  const folder = tokenizerFolder(files);
  if (folder) return folder;
  throw new SisterError(
    `${files.dir} has no folder with a tokenizer (vocab.json): a ${family} model needs it; get the model again`,
    { exitCode: 2 },
  );
}

/** `language` "": whisper tells it from the sound, and says which. */
function whisperSettings(language: string): object {
  return { language: toWhisper(language), task: "transcribe", enableSegmentTimestamps: 1, tailPaddings: -1 };
}

function canarySettings(language: string): object {
  // It can translate as well: the same language twice transcribes.
  return { srcLang: language, tgtLang: language, usePnc: 1 };
}

function senseVoiceSettings(language: string): object {
  const known = ["zh", "en", "ja", "ko", "yue"].includes(language);
  return { language: known ? language : "", useInverseTextNormalization: 1 };
}

/** The families that take the language with each piece; of the others it is in the model, or in the way that it was opened. */
export function settingsForPiece(family: ModelFamily, language: string): Record<string, object> | null {
  const plain = plainLanguage(language);
  if (family === "whisper") return { whisper: whisperSettings(plain) };
  if (family === "canary") return { canary: canarySettings(plain) };
  return null;
}
