/** Families of sherpa-onnx, really run with scripted models: their words, times and languages. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpeechEngine } from "../../../src/speech/engine.js";
import { checkModel } from "../../../src/speech/models/check.js";
import { openSpeechEngine } from "../../../src/speech/open.js";
import { madeModels } from "../../support/speech/sherpa/made-models.js";
import {
  ctcModel,
  PARAFORMER_TOKENS,
  paraformerModel,
  type CtcLayout,
  NEMO_TOKENS,
  nemoTransducerModels,
  SENSE_VOICE_TOKENS,
  senseVoiceModel,
  TOKENS,
  tokenTable,
  transducerModels,
} from "../../support/speech/sherpa/scripted-models.js";
import {
  canaryModels,
  cohereModels,
  fireRedModels,
  moonshineModels,
  whisperModels,
} from "../../support/speech/sherpa/scripted-pairs.js";

type Files = Record<string, string | Buffer>;

const SECONDS = 4;
/** Any sound: the models ignore it. */
const SOUND = Int16Array.from({ length: SECONDS * 16_000 }, (_, i) => 8000 * Math.sin(i / 20));
const VOICE = [
  { start: 0.5, end: 1 },
  { start: 3, end: 3.5 },
];

let models: ReturnType<typeof madeModels>;
beforeAll(() => {
  models = madeModels();
});
afterAll(() => models[Symbol.dispose]());

async function withEngine<T>(
  name: string,
  files: Files,
  use: (engine: SpeechEngine) => Promise<T>,
  { family, language }: { family?: string; language?: string } = {},
): Promise<T> {
  const dir = models.make(name, files);
  const engine = await openSpeechEngine({
    kind: "sherpa",
    dir,
    ...(family === undefined ? {} : { family }),
    ...(language === undefined ? {} : { language }),
  });
  try {
    return await use(engine);
  } finally {
    expect(engine.restarts).toBe(0);
    await engine.close();
  }
}

const ctc = (metadata: Record<string, string | number>, layout?: CtcLayout): Files => ({
  "model.onnx": ctcModel(metadata, layout),
  "tokens.txt": tokenTable(TOKENS),
});
const numbers = (count: number, value: number): string => new Array<number>(count).fill(value).join(",");

describe("families with times of their tokens", () => {
  it.each<[string, Files]>([
    ["zipformer-ctc", ctc({ model_type: "zipformer2_ctc" })],
    ["wenet-ctc", ctc({ model_type: "wenet_ctc" })],
    ["nemo-ctc", ctc({ model_type: "EncDecCTCModelBPE", normalize_type: "" }, "features")],
    [
      "fire-red-ctc",
      ctc({ model_type: "fire-red-asr-2-ctc", cmvn_mean: numbers(80, 0), cmvn_inv_stddev: numbers(80, 1) }),
    ],
    ["medasr", ctc({ model_type: "medasr_ctc" }, "masked")],
    ["omnilingual", ctc({ model_type: "omnilingual-asr", sample_rate: 16_000 }, "samples")],
    ["telespeech", ctc({ model_type: "telespeech_ctc" }, "rows")],
    ["dolphin", ctc({ model_type: "dolphin", mean: numbers(80, 0), invstd: numbers(80, 1) })],
    ["tdnn", ctc({ model_type: "tdnn" }, "alone")],
    ["zipformer-transducer", { ...transducerModels(), "tokens.txt": tokenTable(TOKENS) }],
    ["parakeet", { ...nemoTransducerModels(), "tokens.txt": tokenTable(NEMO_TOKENS) }],
    ["sense-voice", { "model.onnx": senseVoiceModel(), "tokens.txt": tokenTable(SENSE_VOICE_TOKENS) }],
  ])("%s", async (name, files) => {
    const language = name === "telespeech" ? "zh" : "en";
    await withEngine(
      name,
      files,
      async (engine) => {
        const words = await engine.recognize(SOUND, { language });
        expect(words.map(({ text }) => text)).toEqual(["hello", "world"]);
        expect(words.every(({ estimated }) => estimated === undefined)).toBe(true);
        const [hello, world] = words;
        expect(hello?.end).toBeLessThanOrEqual(world?.start ?? 0);
        expect(world?.end).toBeLessThan(SECONDS);
        // Nothing is recognized without voice.
        expect(await engine.recognize(SOUND, { language, voice: [] })).toEqual([]);
        expect(engine.segmentation).toBe("voice");
      },
      { language },
    );
  });
});

describe("whisper", () => {
  it("has times of phrases, takes the language with each piece, and detects it", async () => {
    await withEngine("whisper-made", whisperModels(), async (engine) => {
      expect(engine.languages).toEqual(["en", "de", "jv"]);
      expect(engine.segmentSeconds.max).toBeLessThan(29.5);
      const words = await engine.recognize(SOUND, { language: "de-AT" });
      const times = words.map(({ text, start, end, estimated }) => [text, start, end, estimated]);
      expect(times).toEqual([
        ["hello", 0, 0.5, true],
        ["world", 0.5, 1, true],
        ["again", 1.5, 2, true],
      ]);
      const voiced = await engine.recognize(SOUND, { language: "en", voice: VOICE });
      expect(voiced.slice(0, 2).map(({ start, end }) => [start, end])).toEqual([
        [0.5, 0.75],
        [0.75, 1],
      ]);
      expect(await engine.detectLanguage?.(SOUND)).toEqual({ code: "de", confidence: 1 });
      expect(await engine.recognize(SOUND, { language: "und" })).toHaveLength(3);
      // Javanese is "jw" to whisper. An unknown language would end its process.
      expect(await engine.recognize(SOUND, { language: "jv" })).toHaveLength(3);
      await expect(engine.recognize(SOUND, { language: "fr" })).rejects.toThrow(
        /whisper-made recognizes en, de, jv, not fr/,
      );
      expect(await engine.recognize(SOUND, { language: "en" })).toHaveLength(3);
    });
  });
});

describe("SenseVoice", () => {
  it("detects the language", async () => {
    const files = { "model.onnx": senseVoiceModel(), "tokens.txt": tokenTable(SENSE_VOICE_TOKENS) };
    const told = (language: string): Promise<unknown> =>
      withEngine(`sense-voice-${language}`, files, (engine) => Promise.resolve(engine.detectLanguage?.(SOUND)), {
        language,
      });
    expect(await told("auto")).toEqual({ code: "ko", confidence: 1 });
    expect(await told("en")).toEqual({ code: "en", confidence: 1 });
  });
});

describe("families without times", () => {
  it.each<[string, Files, string, string[]]>([
    ["moonshine-v1", moonshineModels(), "en", ["hello", "world"]],
    ["fire-red-asr", fireRedModels(), "zh", ["\u4f60\u597d"]],
    ["cohere-transcribe", cohereModels(), "en", ["hello", "world"]],
    [
      "paraformer-zh",
      { "model.onnx": paraformerModel(), "tokens.txt": tokenTable(PARAFORMER_TOKENS) },
      "zh",
      ["\u4f60\u4f60"],
    ],
  ])("%s", async (name, files, language, said) => {
    await withEngine(
      name,
      files,
      async (engine) => {
        const words = await engine.recognize(SOUND, { language, voice: VOICE });
        expect(words.map(({ text }) => text)).toEqual(said);
        for (const { start, end, estimated } of words) {
          expect(estimated).toBe(true);
          expect(VOICE.some((span) => start >= span.start && end <= span.end)).toBe(true);
        }
      },
      { language },
    );
  });
});

describe("canary", () => {
  it("has no times: its words are spread over the voice as estimates", async () => {
    await withEngine("nemo-canary", canaryModels(), async (engine) => {
      expect(engine.languages).toEqual(["en", "de", "es", "fr"]);
      for (const language of ["en", "de"]) {
        const words = await engine.recognize(SOUND, { language, voice: VOICE });
        expect(words.map(({ text, start, end, estimated }) => [text, start, end, estimated])).toEqual([
          ["hello", 0.5, 1, true],
          ["world", 3, 3.5, true],
        ]);
      }
      await expect(engine.recognize(SOUND, { language: "it" })).rejects.toThrow(/recognizes en, de, es, fr, not it/);
    });
  });
});

describe("sister models check", () => {
  it("accepts a model for other languages than the sentences', without judging its words", async () => {
    const check = await checkModel(models.make("telespeech-zh", ctc({ model_type: "telespeech_ctc" }, "rows")));
    expect(check).toMatchObject({ ok: true, languages: ["zh"], times: "token", problem: null });
    expect(check.sentence).toMatchObject({ language: "en", heard: "hello world", wordErrors: null });
    expect(check.warnings).toEqual([expect.stringMatching(/^Sister has no sentence in its languages/)]);
  });

  it("warns about a model that detects the wrong language", async () => {
    const check = await checkModel(models.make("whisper-made-2", whisperModels()));
    expect(check).toMatchObject({ ok: true, family: "whisper", times: "segment", detectsLanguage: true });
    expect(check.warnings).toContain(`it detects "de" in a sentence in "en"`);
  });
});
