/** The family and languages of a folder, from the names in sherpa-onnx's releases, with empty files. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeModel } from "../../../src/speech/sherpa/describe-model.js";
import { FAMILIES, FAMILY_TRAITS } from "../../../src/speech/sherpa/families.js";
import { configOf } from "../../../src/speech/sherpa/model-config.js";
import { languagesInName } from "../../../src/speech/sherpa/model-languages.js";
import { madeModels, onnxWith } from "../../support/speech/sherpa/made-models.js";

type Files = Record<string, string | Buffer>;

const NOTHING = onnxWith({});
const typed = (type: string): Buffer => onnxWith({ model_type: type });
const single = (type?: string): Files => ({
  "model.int8.onnx": type === undefined ? NOTHING : typed(type),
  "tokens.txt": "",
});
const pair = (encoder = NOTHING): Files => ({
  "encoder.int8.onnx": encoder,
  "decoder.int8.onnx": NOTHING,
  "tokens.txt": "",
});
const transducer = (encoder = NOTHING): Files => ({ ...pair(encoder), "joiner.int8.onnx": NOTHING });
const whisper = (size: string, metadata: Record<string, string>): Files => ({
  [`${size}-encoder.int8.onnx`]: onnxWith({ model_type: `whisper-${size}`, ...metadata }),
  [`${size}-decoder.int8.onnx`]: NOTHING,
  [`${size}-tokens.txt`]: "",
});
const moonshineV2 = (extension: string): Files => ({
  [`encoder_model.${extension}`]: NOTHING,
  [`decoder_model_merged.${extension}`]: NOTHING,
  "tokens.txt": "",
});
const MOONSHINE_V1: Files = {
  "preprocess.onnx": NOTHING,
  "encode.int8.onnx": NOTHING,
  "uncached_decode.int8.onnx": NOTHING,
  "cached_decode.int8.onnx": NOTHING,
  "tokens.txt": "",
};
const TOKENIZER: Files = {
  "tokenizer/vocab.json": "{}",
  "tokenizer/merges.txt": "",
  "tokenizer/tokenizer_config.json": "",
};
const EUROPE = 25;

let models: ReturnType<typeof madeModels>;
beforeAll(() => {
  models = madeModels();
});
afterAll(() => models[Symbol.dispose]());

interface Case {
  name: string;
  files: Files;
  family: (typeof FAMILIES)[number];
  /** The languages, or their number if there are many. */
  languages: string[] | number;
  detects?: boolean;
}

const CASES: Case[] = [
  {
    name: "sherpa-onnx-whisper-tiny",
    files: whisper("tiny", { is_multilingual: "1", all_language_codes: "en,zh,de,jw" }),
    family: "whisper",
    languages: ["en", "zh", "de", "jv"],
    detects: true,
  },
  {
    name: "sherpa-onnx-whisper-tiny.en",
    files: whisper("tiny.en", { is_multilingual: "0" }),
    family: "whisper",
    languages: ["en"],
  },
  // Only its decoder shows what it is.
  { name: "my-model", files: pair(), family: "whisper", languages: ["*"], detects: true },
  { name: "distil-small.en", files: pair(), family: "whisper", languages: ["en"] },
  { name: "sherpa-onnx-moonshine-tiny-en-int8", files: MOONSHINE_V1, family: "moonshineV1", languages: ["en"] },
  {
    name: "sherpa-onnx-moonshine-base-en-quantized",
    files: moonshineV2("ort"),
    family: "moonshineV2",
    languages: ["en"],
  },
  { name: "moonshine-base", files: moonshineV2("onnx"), family: "moonshineV2", languages: ["en"] },
  {
    name: "sherpa-onnx-moonshine-base-vi-quantized",
    files: moonshineV2("ort"),
    family: "moonshineV2",
    languages: ["vi"],
  },
  {
    name: "sherpa-onnx-zipformer-ru-2024-09-18",
    files: transducer(typed("zipformer2")),
    family: "transducer",
    languages: ["ru"],
  },
  { name: "sherpa-onnx-zipformer-korean-2024-06-24", files: transducer(), family: "transducer", languages: ["ko"] },
  {
    name: "sherpa-onnx-zipformer-zh-en-2023-11-22",
    files: transducer(typed("zipformer2")),
    family: "transducer",
    languages: ["zh", "en"],
    detects: true,
  },
  { name: "icefall-asr-zipformer-wenetspeech-20230615", files: transducer(), family: "transducer", languages: ["zh"] },
  {
    name: "sherpa-onnx-nemo-parakeet-tdt-0.6b-v2-int8",
    files: transducer(typed("EncDecRNNTBPEModel")),
    family: "nemoTransducer",
    languages: ["en"],
  },
  {
    name: "sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8",
    files: transducer(),
    family: "nemoTransducer",
    languages: EUROPE,
    detects: true,
  },
  {
    name: "any-name",
    files: transducer(typed("EncDecHybridRNNTCTCBPEModel")),
    family: "nemoTransducer",
    languages: ["*"],
  },
  {
    name: "sherpa-onnx-nemo-transducer-giga-am-russian-2024-10-24",
    files: transducer(),
    family: "nemoTransducer",
    languages: ["ru"],
  },
  {
    name: "sherpa-onnx-zipformer-ctc-zh-int8-2025-07-03",
    files: single("zipformer2_ctc"),
    family: "zipformerCtc",
    languages: ["zh"],
  },
  { name: "toy-ctc", files: single(), family: "zipformerCtc", languages: ["*"] },
  {
    name: "sherpa-onnx-nemo-fast-conformer-ctc-be-de-en-es-fr-hr-it-pl-ru-uk-20k",
    files: single("EncDecHybridRNNTCTCBPEModel"),
    family: "nemoCtc",
    languages: ["be", "de", "en", "es", "fr", "hr", "it", "pl", "ru", "uk"],
    detects: true,
  },
  {
    name: "sherpa-onnx-nemo-parakeet_tdt_ctc_110m-en-36000-int8",
    files: single(),
    family: "nemoCtc",
    languages: ["en"],
  },
  { name: "sherpa-onnx-zh-wenet-aishell", files: single("wenet_ctc"), family: "wenetCtc", languages: ["zh"] },
  {
    name: "sherpa-onnx-telespeech-ctc-int8-zh-2024-06-04",
    files: single("telespeech_ctc"),
    family: "teleSpeechCtc",
    languages: ["zh"],
  },
  { name: "sherpa-onnx-tdnn-yesno", files: single("tdnn"), family: "tdnn", languages: ["he"] },
  {
    name: "sherpa-onnx-omnilingual-asr-1600-languages-300M-ctc-int8-2025-11-12",
    files: single("omnilingual-asr"),
    family: "omnilingual",
    languages: ["*"],
  },
  {
    name: "sherpa-onnx-medasr-ctc-en-int8-2025-12-25",
    files: single("medasr_ctc"),
    family: "medasr",
    languages: ["en"],
  },
  {
    name: "sherpa-onnx-fire-red-asr2-ctc-zh_en-int8-2026-02-25",
    files: single("fire-red-asr-2-ctc"),
    family: "fireRedAsrCtc",
    languages: ["zh", "en"],
    detects: true,
  },
  {
    name: "sherpa-onnx-paraformer-zh-2023-09-14",
    files: single(),
    family: "paraformer",
    languages: ["zh", "en"],
    detects: true,
  },
  {
    name: "sherpa-onnx-paraformer-en-2024-03-09",
    files: single("paraformer"),
    family: "paraformer",
    languages: ["en"],
  },
  {
    name: "sherpa-onnx-sense-voice-zh-en-ja-ko-yue-2024-07-17",
    files: single("sense_voice_ctc"),
    family: "senseVoice",
    languages: ["zh", "en", "ja", "ko", "yue"],
    detects: true,
  },
  {
    name: "sherpa-onnx-dolphin-base-ctc-multi-lang-int8-2025-04-02",
    files: single(),
    family: "dolphin",
    languages: ["*"],
  },
  {
    name: "sherpa-onnx-nemo-canary-180m-flash-en-es-de-fr-int8",
    files: pair(typed("EncDecMultiTaskModel")),
    family: "canary",
    languages: ["en", "de", "es", "fr"],
  },
  {
    name: "sherpa-onnx-fire-red-asr-large-zh_en-2025-02-16",
    files: pair(),
    family: "fireRedAsr",
    languages: ["zh", "en"],
    detects: true,
  },
  {
    name: "sherpa-onnx-cohere-transcribe-14-lang-int8-2026-04-01",
    files: pair(),
    family: "cohereTranscribe",
    languages: 14,
  },
  {
    name: "sherpa-onnx-funasr-nano-int8-2025-12-30",
    files: {
      "encoder_adaptor.int8.onnx": NOTHING,
      "llm.int8.onnx": NOTHING,
      "embedding.int8.onnx": NOTHING,
      ...TOKENIZER,
    },
    family: "funasrNano",
    languages: ["zh", "en", "ja"],
    detects: true,
  },
  {
    name: "sherpa-onnx-qwen3-asr-0.6B-int8-2026-03-25",
    files: { "conv_frontend.onnx": NOTHING, "encoder.int8.onnx": NOTHING, "decoder.int8.onnx": NOTHING, ...TOKENIZER },
    family: "qwen3Asr",
    languages: ["*"],
  },
];

describe("a folder shows its family, its languages and all files of the family", () => {
  it.each(CASES)("$name", ({ name, files, family, languages, detects = false }) => {
    const model = describeModel(models.make(name, files));
    expect(model.family).toBe(family);
    if (typeof languages === "number") expect(model.languages).toHaveLength(languages);
    else expect(model.languages).toEqual(languages);
    expect(model.detectsLanguage).toBe(detects);
    const config = configOf(model.family, model.files, "en");
    const used = config.files.map((file) => file.slice(model.files.dir.length + 1));
    expect(new Set(used)).toEqual(new Set(model.files.names.filter((file) => /\.(onnx|ort|txt)$/.test(file))));
  });

  it("every family of sherpa-onnx is tested", () => {
    expect(new Set(CASES.map(({ family }) => family))).toEqual(new Set(FAMILIES));
    for (const { segmentSeconds } of Object.values(FAMILY_TRAITS)) {
      expect(segmentSeconds.max).toBeGreaterThan(segmentSeconds.target);
      expect(segmentSeconds.max).toBeLessThanOrEqual(30);
    }
  });
});

describe("sister-model.json states what the files do not show", () => {
  it.each<[string, Files, { family: string; languages?: string[] }, string, string[]]>([
    ["mystery-1", single(), { family: "wenet-ctc", languages: ["zh"] }, "wenetCtc", ["zh"]],
    // The statement outweighs the files.
    ["mystery-2", single("zipformer2_ctc"), { family: "SenseVoice" }, "senseVoice", ["zh", "en", "ja", "ko", "yue"]],
    ["mystery-3", moonshineV2("onnx"), { family: "moonshine", languages: ["ja"] }, "moonshineV2", ["ja"]],
    ["mystery-4", MOONSHINE_V1, { family: "moonshine" }, "moonshineV1", ["en"]],
    ["mystery-5", single(), { family: "parakeet" }, "nemoCtc", ["*"]],
    ["mystery-6", transducer(), { family: "parakeet" }, "nemoTransducer", ["*"]],
    ["mystery-7", single(), { family: "zipformer" }, "zipformerCtc", ["*"]],
  ])("%s", (name, files, statement, family, languages) => {
    const dir = models.make(name, { ...files, "sister-model.json": JSON.stringify(statement) });
    const model = describeModel(dir);
    expect([model.family, model.languages]).toEqual([family, languages]);
    // The caller's family outweighs the statement.
    expect(describeModel(dir, "omnilingual").family).toBe("omnilingual");
  });

  it.each([
    ["not-json", "{ family", /sister-model\.json cannot be read .*: write \{ "family"/],
    ["no-text", `{ "family": 3 }`, /has a family that is not a string/],
    ["no-list", `{ "languages": "en" }`, /has languages that are not a list/],
    ["no-family", `{ "family": "kaldi" }`, /"kaldi" is not a known model family .*: use one of whisper, /],
  ])("an invalid statement is refused: %s", (name, text, said) => {
    const dir = models.make(`statement-${name}`, { ...single(), "sister-model.json": text });
    expect(() => describeModel(dir)).toThrow(said);
  });
});

describe("a model for another task is refused with its task", () => {
  it.each<[string, Files, RegExp]>([
    ["sherpa-onnx-streaming-zipformer-en-2023-06-26", transducer(), /cannot transcribe: it is a streaming model/],
    ["a-stream", transducer(onnxWith({ model_type: "zipformer2", decode_chunk_len: "32" })), /streaming model/],
    ["vits-piper-en_US-amy-low", single(), /it synthesizes speech/],
    ["sherpa-onnx-punct-ct-transformer-zh-en", single(), /punctuation/],
    ["3dspeaker_speech_eres2net_base", single(), /distinguishes speakers/],
    ["sherpa-onnx-dolphin-small-attention", pair(typed("dolphin")), /use its CTC model/],
    ["silero", { "silero_vad.onnx": NOTHING }, /contains no speech model/],
    [
      "nameless",
      single(),
      /the files of .*model\.int8\.onnx do not show its family: name the folder after the family, .* or state the family/,
    ],
  ])("%s", (name, files, said) => {
    expect(() => describeModel(models.make(`other-${name}`, files))).toThrow(said);
  });
});

describe("a family with missing files", () => {
  it.each<[string, Files, string, RegExp]>([
    ["transducer", pair(), "transducer", /has no joiner \.onnx: a transducer model needs it/],
    ["whisper", single(), "whisper", /has no encoder \.onnx/],
    ["canary", { ...pair(), "tokens.txt": "" }, "zipformerCtc", /has no \.onnx model/],
    [
      "qwen",
      { "conv_frontend.onnx": NOTHING, "encoder.onnx": NOTHING, "decoder.onnx": NOTHING },
      "qwen3Asr",
      /no folder with a tokenizer/,
    ],
  ])("is refused with the name of a missing file: %s", (name, files, family, said) => {
    const { files: listed, family: found } = describeModel(models.make(`part-${name}`, files), family);
    expect(() => configOf(found, listed, "en")).toThrow(said);
  });
});

it("only whisper and canary get the language of each piece, without its region", () => {
  const model = describeModel(models.make("canary-1", pair()), "canary");
  const { modelConfig } = configOf(model.family, model.files, "de-AT");
  expect(modelConfig["canary"]).toMatchObject({ srcLang: "de", tgtLang: "de", usePnc: 1 });
  const { modelConfig: auto } = configOf("whisper", model.files, "auto");
  expect(auto["whisper"]).toMatchObject({ language: "", task: "transcribe" });
});

it.each([
  ["sherpa-onnx-zipformer-thai-2024-06-20", ["th"]],
  ["sherpa-onnx-paraformer-trilingual-zh-cantonese-en", ["zh", "yue", "en"]],
  ["sherpa-onnx-nemo-ctc-giga-am-russian-2024-10-24", ["ru"]],
  ["whisper-tiny.en", ["en"]],
  ["small-model-2024", []],
])("languages in the name %s", (name, languages) => {
  expect(languagesInName(name)).toEqual(languages);
});
