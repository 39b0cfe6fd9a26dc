/**
 * Recognizers of sherpa-onnx. The library ends the process on what it cannot load, so everything that can be checked is
 * checked first.
 */
import type { OfflineRecognizer, OfflineResult } from "sherpa-onnx-node";
import { messageOf, SisterError } from "../../errors.js";
import { SAMPLE_RATE, type Word } from "../engine.js";
import { AUTO, codeIn, requireLanguage } from "../language/hears.js";
import type { LanguageGuess } from "../language/vote.js";
import { guessLanguage } from "../language/text-guess.js";
import { pack, PACKING_VERSION, type PackedPart } from "../moonshine/packing.js";
import type { Devices, Recognizer } from "../recognizer.js";
import { checkFiles, fingerprint } from "./check-files.js";
import type { DescribedModel } from "./describe-model.js";
import { configOf, settingsForPiece } from "./model-config.js";
import { fromWhisper } from "./model-languages.js";
import { requireProvider } from "./providers.js";
import { wordsOfResult } from "./result-words.js";
import { wordsFromText } from "./token-words.js";

/**
 * Loads a model and decodes a moment of noise: some broken models load, and end the process at their first piece.
 *
 * @param language of the pieces, or "auto"; families that take it with each piece accept others later
 */
export async function openSherpa(model: DescribedModel, language: string, devices: Devices): Promise<Recognizer> {
  requireProvider(devices.provider);
  const { family, files, languages } = model;
  if (language !== AUTO) requireLanguage(model, language);
  const parts = configOf(family, files, codeIn(languages, language));
  checkFiles(family, parts);
  const config = {
    featConfig: FEATURES[family] ?? { sampleRate: SAMPLE_RATE, featureDim: 80 },
    modelConfig: { numThreads: devices.threads, provider: devices.provider, debug: 0, ...parts.modelConfig },
    decodingMethod: "greedy_search",
  };
  // Imported only here: the library is needed only if a model uses it.
  const { default: sherpa } = await import("sherpa-onnx-node");
  const recognizer = await sherpa.OfflineRecognizer.createAsync(config).catch((error: unknown) => {
    throw new SisterError(
      `${files.dir} does not load as a ${family} model, download it again or try another: ${plainReason(error)}`,
      { cause: error },
    );
  });
  const loaded = new LoadedModel(recognizer, config, model, codeIn(languages, language));
  await loaded.decode(faintNoise(), language).catch((error: unknown) => {
    throw new SisterError(
      `${files.dir} loads as ${family} but fails on audio: it probably belongs to another family, or is damaged (${plainReason(error)})`,
      { cause: error },
    );
  });
  const chosen = family === "senseVoice" ? ` ${language}` : "";
  const packing = PACKED.includes(family) ? ` ${PACKING_VERSION}` : "";
  return {
    description: {
      id: `sherpa-onnx ${family}${chosen} ${fingerprint(parts.files)} ${WORDS_VERSION}${packing}`,
      name: `sherpa-onnx ${family}, ${model.name}`,
      languages: model.languages,
      segmentSeconds: model.segmentSeconds,
      segmentation: "voice",
      times: model.times,
      detectsLanguage: model.detectsLanguage,
    },
    async recognize(samples, { language: spoken, voice }) {
      if (voice?.length === 0 || samples.every((sample) => sample === 0)) return [];
      if (voice && PACKED.includes(family)) return loaded.decodePacked(pack(samples, voice), spoken);
      const seconds = samples.length / SAMPLE_RATE;
      return wordsOfResult(await loaded.decode(padded(samples), spoken), seconds, voice);
    },
    ...(model.detectsLanguage ? { detectLanguage: (samples: Int16Array) => loaded.detect(samples) } : {}),
  };
}

/** Unusual input features. Other models describe theirs in their metadata. sherpa-onnx resamples. */
const FEATURES: Partial<Record<DescribedModel["family"], { sampleRate: number; featureDim: number }>> = {
  tdnn: { sampleRate: 8000, featureDim: 23 },
};

/** Moonshine invents words in pauses, so pauses are removed, as for Sister's own decoder. */
const PACKED: readonly DescribedModel["family"][] = ["moonshineV1", "moonshineV2"];

/** Part of the id. It changes when the same result becomes other words. */
const WORDS_VERSION = "words-2";

interface Config {
  modelConfig: Record<string, unknown>;
}

class LoadedModel {
  readonly #recognizer: OfflineRecognizer;
  readonly #config: Config;
  readonly #model: DescribedModel;
  /** The current language of the recognizer, for families that take it with each piece. */
  #language: string;

  constructor(recognizer: OfflineRecognizer, config: Config, model: DescribedModel, language: string) {
    this.#recognizer = recognizer;
    this.#config = config;
    this.#model = model;
    this.#language = language;
  }

  async decode(samples: Float32Array, spoken: string): Promise<OfflineResult> {
    // Some families end the process on an unknown language.
    if (spoken !== AUTO) requireLanguage(this.#model, spoken);
    const language = codeIn(this.#model.languages, spoken);
    this.#setLanguage(language);
    const stream = this.#recognizer.createStream();
    if (this.#model.family === "cohereTranscribe") stream.setOption("language", language);
    stream.acceptWaveform({ sampleRate: SAMPLE_RATE, samples });
    return this.#recognizer.decodeAsync(stream);
  }

  /** Words of parts without pauses, spread over the voice of each part. */
  async decodePacked(parts: readonly PackedPart[], spoken: string): Promise<Word[]> {
    const words: Word[] = [];
    for (const { samples, stretches } of parts) {
      const { text } = await this.decode(filled(samples), spoken);
      words.push(
        ...wordsFromText(
          text,
          stretches.map(({ voice }) => voice),
        ),
      );
    }
    return words;
  }

  #setLanguage(language: string): void {
    if (language === this.#language) return;
    const settings = settingsForPiece(this.#model.family, language);
    this.#language = language;
    if (!settings) return;
    const { modelConfig } = this.#config;
    for (const [key, values] of Object.entries(settings)) {
      modelConfig[key] = { ...(modelConfig[key] as object), ...values };
    }
    this.#recognizer.setConfig(this.#config);
  }

  /** The language of a piece, as the model reports it or as its text shows. Null if neither does. */
  async detect(samples: Int16Array): Promise<LanguageGuess | null> {
    if (samples.every((sample) => sample === 0)) return null;
    const { lang = "", text } = await this.decode(padded(samples), AUTO);
    // SenseVoice writes "<|en|>", and "<|nospeech|>" for non-speech.
    const code = lang.replace(/[<|>]/g, "");
    if (code === "nospeech") return null;
    // These models report no probability of the language.
    if (code !== "") return { code: fromWhisper(code), confidence: 1 };
    return guessLanguage(text, this.#model.languages);
  }
}

/** The library's reason without source positions and signatures. */
function plainReason(error: unknown): string {
  return messageOf(error)
    .replace(/\S+\.(?:cc|h):\d+\s.*\)\s/gs, "")
    .replace(/\s*\n\s*/g, " ");
}

/** The shortest input. Some networks throw or end the process on less. */
const LEAST_SECONDS = 0.5;

/** Samples from -1 to 1; short pieces are padded with silence. */
function padded(samples: Int16Array): Float32Array {
  return filled(Float32Array.from(samples, (sample) => sample / 32_768));
}

function filled(samples: Float32Array): Float32Array {
  const least = LEAST_SECONDS * SAMPLE_RATE;
  if (samples.length >= least) return samples;
  const result = new Float32Array(least);
  result.set(samples);
  return result;
}

/** One second at -60 dBFS, always the same: a linear congruential generator. */
function faintNoise(): Float32Array {
  let state = 1;
  return Float32Array.from({ length: SAMPLE_RATE }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return (state / 2 ** 31 - 0.5) / 500;
  });
}
