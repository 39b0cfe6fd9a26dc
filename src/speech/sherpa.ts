/** Recognizers of sherpa-onnx. It ends the process on what it cannot load, so what can be checked is checked before. */
import { createHash } from "node:crypto";
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { basename } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { SAMPLE_RATE, type Word } from "./engine.js";
import { findFile, singleModel, type ModelFamily, type ModelFiles } from "./model-family.js";
import { readOnnxMetadata } from "./onnx-metadata.js";
import type { Devices, Recognizer } from "./recognizer.js";
import { wordsFromSegments, wordsFromText, wordsFromTokens } from "./token-words.js";

/** Models that see 30 s at a time want longer pieces than those that stream. */
const LONG = { target: 25, max: 30 };
const SHORT = { target: 12, max: 15 };

interface FamilyConfig {
  modelConfig: Record<string, unknown>;
  files: string[];
  languages: string[];
  segmentSeconds: { target: number; max: number };
}

/** Loads a model of a known family. */
export async function openSherpa(
  family: ModelFamily,
  files: ModelFiles,
  language: string,
  devices: Devices,
): Promise<Recognizer> {
  const config = configOf(family, files, language);
  for (const file of config.files) checkFile(file);
  // Loaded here and not above: without a model nobody needs the library.
  const { default: sherpa } = await import("sherpa-onnx-node");
  const recognizer = await sherpa.OfflineRecognizer.createAsync({
    featConfig: { sampleRate: SAMPLE_RATE, featureDim: 80 },
    modelConfig: { numThreads: devices.threads, provider: devices.provider, debug: 0, ...config.modelConfig },
    decodingMethod: "greedy_search",
  }).catch((error: unknown) => {
    throw new SisterError(
      `${files.dir} does not load as a ${family} model, get it again or try another: ${messageOf(error)}`,
      { cause: error },
    );
  });
  return {
    description: {
      id: `sherpa-onnx ${family} ${language} ${fingerprint(config.files)}`,
      name: `sherpa-onnx ${family}, ${basename(files.dir)}`,
      languages: config.languages,
      segmentSeconds: config.segmentSeconds,
      segmentation: "level",
    },
    async recognize(samples) {
      if (samples.every((sample) => sample === 0)) return [];
      const seconds = samples.length / SAMPLE_RATE;
      const stream = recognizer.createStream();
      stream.acceptWaveform({
        sampleRate: SAMPLE_RATE,
        samples: padded(samples),
      });
      return wordsOfResult(await recognizer.decodeAsync(stream), seconds);
    },
  };
}

/** What a network sees at once: less than this is no input for some of them, and they throw or end the process. */
const LEAST_SECONDS = 0.5;

/** Samples from -1 to 1, with silence behind what is too short. */
function padded(samples: Int16Array): Float32Array {
  const result = new Float32Array(Math.max(samples.length, LEAST_SECONDS * SAMPLE_RATE));
  for (const [i, sample] of samples.entries()) result[i] = sample / 32_768;
  return result;
}

function wordsOfResult(
  result: {
    text: string;
    tokens?: string[];
    timestamps?: number[];
    segment_timestamps?: number[];
    segment_durations?: number[];
    segment_texts?: string[];
  },
  seconds: number,
): Word[] {
  const {
    text,
    tokens = [],
    timestamps = [],
    segment_timestamps: starts = [],
    segment_durations: durations = [],
    segment_texts: texts = [],
  } = result;
  if (text.trim() === "") return [];
  if (timestamps.length > 0 && timestamps.length === tokens.length)
    return wordsFromTokens(tokens, timestamps, seconds, text);
  if (texts.length > 0 && texts.length === starts.length) return wordsFromSegments(texts, starts, durations, seconds);
  return wordsFromText(text, 0, seconds);
}

function configOf(family: ModelFamily, files: ModelFiles, language: string): FamilyConfig {
  const need = (what: string, pattern: RegExp): string => {
    const found = findFile(files, pattern);
    if (!found)
      throw new SisterError(`${files.dir} has no ${what}: a ${family} model needs it; get the model again`, {
        exitCode: 2,
      });
    return found;
  };
  const tokens = need("tokens.txt", /tokens\.txt$/);
  const encoder = (): string => need("encoder .onnx", /encoder.*\.onnx$/);
  const decoder = (): string => need("decoder .onnx", /decoder.*\.onnx$/);
  switch (family) {
    case "whisper": {
      const parts = { encoder: encoder(), decoder: decoder() };
      const whisper = {
        ...parts,
        language: language.split("-")[0],
        task: "transcribe",
        enableSegmentTimestamps: 1,
        tailPaddings: -1,
      };
      return {
        modelConfig: { whisper, tokens },
        files: [tokens, parts.encoder, parts.decoder],
        languages: ["*"],
        segmentSeconds: LONG,
      };
    }
    case "moonshine": {
      const moonshine = {
        preprocessor: need("preprocess .onnx", /^preprocess.*\.onnx$/),
        encoder: need("encode .onnx", /^encode.*\.onnx$/),
        uncachedDecoder: need("uncached_decode .onnx", /^uncached_decode.*\.onnx$/),
        cachedDecoder: need("cached_decode .onnx", /^cached_decode.*\.onnx$/),
      };
      return {
        modelConfig: { moonshine, tokens },
        files: [tokens, ...Object.values(moonshine)],
        languages: ["*"],
        segmentSeconds: SHORT,
      };
    }
    case "moonshineV2": {
      const moonshine = {
        encoder: need("encoder_model .ort", /^encoder_model.*\.ort$/),
        mergedDecoder: need("decoder_model_merged .ort", /^decoder_model_merged.*\.ort$/),
      };
      return {
        modelConfig: { moonshine, tokens },
        files: [tokens, ...Object.values(moonshine)],
        languages: ["*"],
        segmentSeconds: SHORT,
      };
    }
    case "transducer":
    case "nemoTransducer": {
      const transducer = { encoder: encoder(), decoder: decoder(), joiner: need("joiner .onnx", /joiner.*\.onnx$/) };
      const modelType = family === "nemoTransducer" ? { modelType: "nemo_transducer" } : {};
      return {
        modelConfig: { transducer, tokens, ...modelType },
        files: [tokens, ...Object.values(transducer)],
        languages: ["*"],
        segmentSeconds: SHORT,
      };
    }
    default: {
      const model = singleModel(files);
      if (!model) throw new SisterError(`${files.dir} has no .onnx model: get the model again`, { exitCode: 2 });
      const extra = family === "senseVoice" ? { language: "", useInverseTextNormalization: 1 } : {};
      return {
        modelConfig: { [family]: { model, ...extra }, tokens },
        files: [tokens, model],
        languages: ["*"],
        segmentSeconds: SHORT,
      };
    }
  }
}

/** A garbage .onnx or an empty tokens.txt ends the process inside the library: refuse it here, by name. */
function checkFile(file: string): void {
  if (!existsSync(file) || statSync(file).size === 0)
    throw new SisterError(`${file} is missing or empty: get the model again`, { exitCode: 2 });
  if (file.endsWith(".onnx")) {
    if (!readOnnxMetadata(file))
      throw new SisterError(`${file} is no ONNX model: it is damaged or was not downloaded whole; get it again`, {
        exitCode: 2,
      });
    return;
  }
  const broken = readFileSync(file, "utf8")
    .split("\n")
    .findIndex((line) => line.trim() !== "" && !/^\S*\s*\S*\s+\d+\s*$/.test(line));
  if (broken >= 0)
    throw new SisterError(`${file}, line ${broken + 1}: not a token and its number; get the model again`, {
      exitCode: 2,
    });
}

/** How much of each end of a file decides its fingerprint. The whole of a model is gigabytes. */
const FINGERPRINT_BYTES = 65_536;

/** Short, the same on every host that has the same files, and different for others. */
function fingerprint(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    const size = statSync(path).size;
    hash.update(`${basename(path)} ${size}\n`);
    const file = openSync(path, "r");
    const bytes = Buffer.alloc(FINGERPRINT_BYTES);
    for (const at of [0, Math.max(0, size - FINGERPRINT_BYTES)]) {
      hash.update(bytes.subarray(0, readSync(file, bytes, 0, FINGERPRINT_BYTES, at)));
    }
    closeSync(file);
  }
  return hash.digest("hex").slice(0, 16);
}
