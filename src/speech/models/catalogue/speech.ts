/** Speech models of other families, which sherpa-onnx runs. */
import type { CatalogueEntry } from "../catalogue-entry.js";
import { licence } from "./licences.js";
import { huggingFace, release } from "./sherpa-sources.js";

const MIT_WHISPER = licence("MIT", "https://github.com/openai/whisper/blob/main/LICENSE");
const APACHE = licence("Apache-2.0", "https://www.apache.org/licenses/LICENSE-2.0");
const CC_BY = licence("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0/legalcode");

/** The languages of whisper's tokenizer. */
const WHISPER_LANGUAGES = (
  "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et " +
  "mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
).split(" ");

function whisper(size: string, encoder: number, decoder: number, goodAt: string): CatalogueEntry {
  const name = size === "turbo" ? "whisper-large-v3-turbo" : `whisper-${size}`;
  return {
    name,
    version: "sherpa-onnx int8",
    task: "speech",
    family: "whisper",
    languages: WHISPER_LANGUAGES,
    licence: MIT_WHISPER,
    goodAt,
    bytes: encoder + decoder + 816_730,
    ...huggingFace(`csukuangfj/sherpa-onnx-whisper-${size}`, {
      [`${size}-encoder.int8.onnx`]: encoder,
      [`${size}-decoder.int8.onnx`]: decoder,
      [`${size}-tokens.txt`]: 816_730,
    }),
  };
}

const WHISPER: readonly CatalogueEntry[] = [
  whisper("tiny", 12_937_772, 89_855_401, "trying out: 99 languages on a weak machine, with many errors"),
  whisper("base", 29_100_000, 130_700_000, "99 languages at little cost, with errors"),
  whisper("small", 112_442_483, 262_226_114, "99 languages on a good processor"),
  whisper("medium", 374_000_000, 571_000_000, "99 languages; slow on a processor"),
  whisper(
    "large-v3",
    767_000_000,
    1_010_000_000,
    "99 languages, with whisper's best accuracy; very slow without a graphics card",
  ),
  whisper("turbo", 674_716_297, 361_080_764, "99 languages nearly as accurate as large-v3 and several times as fast"),
];

const parakeet = { task: "speech", family: "nemoTransducer", licence: CC_BY } as const;

const NEMO: readonly CatalogueEntry[] = [
  {
    ...parakeet,
    name: "parakeet-tdt-v2",
    version: "0.6b-v2 int8",
    languages: ["en"],
    goodAt: "English with punctuation and word times, for strong machines: 0.6 billion parameters",
    bytes: 661_000_000,
    ...huggingFace("csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8", {
      "encoder.int8.onnx": 652_184_296,
      "decoder.int8.onnx": 7_260_000,
      "joiner.int8.onnx": 1_740_000,
      "tokens.txt": 9_400,
    }),
  },
  {
    ...parakeet,
    name: "parakeet-tdt-v3",
    version: "0.6b-v3 int8",
    languages: "bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro sk sl es sv ru uk".split(" "),
    goodAt: "25 European languages with punctuation, word times and language detection; for strong machines",
    bytes: 670_478_772,
    ...huggingFace("csukuangfj/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8", {
      "encoder.int8.onnx": 652_184_281,
      "decoder.int8.onnx": 11_845_275,
      "joiner.int8.onnx": 6_355_277,
      "tokens.txt": 93_939,
    }),
  },
  {
    name: "canary-180m-flash",
    version: "180m-flash int8",
    task: "speech",
    family: "canary",
    languages: ["en", "es", "de", "fr"],
    licence: CC_BY,
    goodAt: "English, Spanish, German and French with punctuation, small and fast",
    bytes: 207_170_046,
    ...huggingFace("csukuangfj/sherpa-onnx-nemo-canary-180m-flash-en-es-de-fr-int8", {
      "encoder.int8.onnx": 132_678_643,
      "decoder.int8.onnx": 74_437_848,
      "tokens.txt": 53_555,
    }),
  },
  {
    name: "fast-conformer-es",
    version: "es-1424 int8",
    task: "speech",
    family: "nemoCtc",
    languages: ["es"],
    licence: CC_BY,
    goodAt: "Spanish, small and fast, with word times",
    bytes: 131_663_316,
    ...huggingFace("csukuangfj/sherpa-onnx-nemo-fast-conformer-ctc-es-1424-int8", {
      "model.int8.onnx": 131_652_445,
      "tokens.txt": 10_871,
    }),
  },
  {
    name: "fast-conformer-de",
    version: "hybrid_large_pc int8",
    task: "speech",
    family: "nemoCtc",
    languages: ["de"],
    licence: CC_BY,
    goodAt: "German with punctuation, small and fast, with word times",
    bytes: 131_663_631,
    ...huggingFace("csukuangfj/sherpa-onnx-nemo-stt_de_fastconformer_hybrid_large_pc-int8", {
      "model.int8.onnx": 131_652_945,
      "tokens.txt": 10_686,
    }),
  },
];

const SENSE_VOICE: CatalogueEntry = {
  name: "sense-voice",
  version: "2024-07-17 int8",
  task: "speech",
  family: "senseVoice",
  languages: ["zh", "en", "ja", "ko", "yue"],
  licence: licence("FunASR Model License 1.1", "https://github.com/modelscope/FunASR/blob/main/MODEL_LICENSE"),
  goodAt: "Chinese, Cantonese, Japanese, Korean and English; fast, with language detection",
  bytes: 239_549_735,
  ...huggingFace("csukuangfj/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17", {
    "model.int8.onnx": 239_233_841,
    "tokens.txt": 315_894,
  }),
};

type Zipformer = Pick<CatalogueEntry, "version" | "languages" | "bytes" | "sources" | "files"> & { goodAt?: string };

function zipformer(code: string, language: string, entry: Zipformer): CatalogueEntry {
  const name = `zipformer-${code}`;
  const goodAt = `${language}, fast on any processor, with word times; no punctuation`;
  return { name, task: "speech", family: "transducer", licence: APACHE, goodAt, ...entry };
}

/**
 * Zipformers for whole segments; they exist for these languages. Those for French, Bengali and others are streaming
 * models, which the recognizer for segments cannot load.
 */
const ZIPFORMERS: readonly CatalogueEntry[] = [
  zipformer("en", "English", {
    version: "gigaspeech-2023-12-12 int8",
    languages: ["en"],
    bytes: 71_605_000,
    ...huggingFace("k2-fsa/sherpa-onnx-zipformer-gigaspeech-2023-12-12", {
      "encoder-epoch-30-avg-1.int8.onnx": 70_800_000,
      "decoder-epoch-30-avg-1.int8.onnx": 541_000,
      "joiner-epoch-30-avg-1.int8.onnx": 259_000,
      "tokens.txt": 5_020,
    }),
  }),
  zipformer("zh-en", "Chinese with English in it", {
    version: "2023-11-22 int8",
    languages: ["zh", "en"],
    bytes: 75_000_000,
    ...release("asr-models/sherpa-onnx-zipformer-zh-en-2023-11-22", 330_000_000, [
      "encoder-epoch-34-avg-19.int8.onnx",
      "decoder-epoch-34-avg-19.onnx",
      "joiner-epoch-34-avg-19.int8.onnx",
      "tokens.txt",
    ]),
  }),
  zipformer("yue", "Cantonese", {
    version: "2024-03-13 int8",
    languages: ["yue"],
    bytes: 84_000_000,
    ...release("asr-models/sherpa-onnx-zipformer-cantonese-2024-03-13", 330_000_000, [
      "encoder-epoch-45-avg-35.int8.onnx",
      "decoder-epoch-45-avg-35.onnx",
      "joiner-epoch-45-avg-35.int8.onnx",
      "tokens.txt",
    ]),
  }),
  zipformer("ja", "Japanese", {
    version: "reazonspeech-2024-08-01 int8",
    languages: ["ja"],
    bytes: 169_300_000,
    ...release("asr-models/sherpa-onnx-zipformer-ja-reazonspeech-2024-08-01", 680_000_000, [
      "encoder-epoch-99-avg-1.int8.onnx",
      "decoder-epoch-99-avg-1.onnx",
      "joiner-epoch-99-avg-1.int8.onnx",
      "tokens.txt",
    ]),
  }),
  zipformer("ko", "Korean", {
    version: "2024-06-24 int8",
    languages: ["ko"],
    bytes: 76_271_087,
    ...huggingFace("k2-fsa/sherpa-onnx-zipformer-korean-2024-06-24", {
      "encoder-epoch-99-avg-1.int8.onnx": 70_784_728,
      "decoder-epoch-99-avg-1.int8.onnx": 2_844_692,
      "joiner-epoch-99-avg-1.int8.onnx": 2_581_421,
      "tokens.txt": 60_246,
    }),
  }),
  zipformer("ru", "Russian", {
    version: "2025-04-20 int8",
    languages: ["ru"],
    bytes: 73_235_523,
    ...huggingFace("csukuangfj/sherpa-onnx-zipformer-ru-int8-2025-04-20", {
      "encoder.int8.onnx": 70_876_638,
      "decoder.onnx": 2_093_080,
      "joiner.int8.onnx": 259_417,
      "tokens.txt": 6_388,
    }),
  }),
  zipformer("th", "Thai", {
    version: "2024-06-20 int8",
    languages: ["th"],
    bytes: 162_000_000,
    ...release("asr-models/sherpa-onnx-zipformer-thai-2024-06-20", 650_000_000, [
      "encoder-epoch-12-avg-5.int8.onnx",
      "decoder-epoch-12-avg-5.onnx",
      "joiner-epoch-12-avg-5.int8.onnx",
      "tokens.txt",
    ]),
  }),
  zipformer("vi", "Vietnamese", {
    version: "30M-2026-02-09 int8",
    languages: ["vi"],
    bytes: 33_920_802,
    ...release("asr-models/sherpa-onnx-zipformer-vi-30M-int8-2026-02-09", 26_442_384, [
      "encoder.int8.onnx",
      "decoder.onnx",
      "joiner.int8.onnx",
      "tokens.txt",
    ]),
  }),
];

export const SPEECH: readonly CatalogueEntry[] = [...WHISPER, ...NEMO, SENSE_VOICE, ...ZIPFORMERS];
