/** Model folders, good and broken, and the messages about them before and during loading. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkModel } from "../../../src/speech/models/check.js";
import { findModel } from "../../../src/speech/models/installed.js";
import { listModels } from "../../../src/speech/models/list.js";
import { sentenceSound } from "../../../src/speech/models/sentences/sentences.js";
import { openSpeechEngine } from "../../../src/speech/open.js";
import { patience } from "../../support/pace.js";

const TOY = fileURLToPath(new URL("../../../../shared/data/toy-ctc", import.meta.url));
const missing = existsSync(TOY) ? null : "no model of sherpa-onnx is here (shared/data/toy-ctc)";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-models-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with these files. Content "toy" stands for the file of the toy model. */
function model(name: string, files: Record<string, string>): string {
  const dir = join(folder, name);
  mkdirSync(dir);
  for (const [file, content] of Object.entries(files)) {
    if (content === "toy") copyFileSync(join(TOY, file), join(dir, file));
    else writeFileSync(join(dir, file), content);
  }
  return dir;
}

/** A protobuf message with one field, which a metadata reader accepts. */
const EMPTY_ONNX = "\b\t";

describe("a broken model is reported in one line without crashing", () => {
  const broken: [what: string, make: () => string, said: RegExp][] = [
    [
      "a folder that is not there",
      () => join(folder, "nowhere"),
      /nowhere is neither an installed model nor a folder: see .*give the folder/,
    ],
    [
      "a file",
      () => join(model("file", { "a.txt": "" }), "a.txt"),
      /a\.txt is neither an installed model nor a folder/,
    ],
    ["an empty folder", () => model("empty", {}), /contains no speech model: it needs the \.onnx files/],
    [
      "garbage in place of the model",
      () => model("zipformer-ctc-garbage", { "model.onnx": "garbage that is no model", "tokens.txt": "<blk> 0\n" }),
      /model\.onnx is not an ONNX model: it is damaged/,
    ],
    [
      "an ONNX file that is not a speech model",
      () => model("zipformer-ctc-empty", { "model.onnx": EMPTY_ONNX, "tokens.txt": "<blk> 0\na 1\n" }),
      /does not load/,
    ],
    [
      "an unknown family",
      () => model("mystery", { "model.onnx": EMPTY_ONNX, "tokens.txt": "<blk> 0\n" }),
      /the files of .* do not show its family: name the folder after the family/,
    ],
    [
      "encoder and decoder that are empty ONNX files",
      () =>
        model("nemo-canary-180m", { "encoder.onnx": EMPTY_ONNX, "decoder.onnx": EMPTY_ONNX, "tokens.txt": "a 0\n" }),
      /nemo-canary-180m does not load as a canary model, download it again or try another: .* does not have a graph/,
    ],
    [
      "garbage in place of an .ort model",
      () =>
        model("moonshine-ort", {
          "encoder_model.ort": "garbage that is no model",
          "decoder_model_merged.ort": "garbage that is no model",
          "tokens.txt": "a 0\n",
        }),
      /encoder_model\.ort is not an onnxruntime model: it is damaged/,
    ],
    [
      "a family that sherpa-onnx does not support",
      () =>
        model("dolphin-attention", { "encoder.onnx": EMPTY_ONNX, "decoder.onnx": EMPTY_ONNX, "tokens.txt": "a 0\n" }),
      /cannot transcribe: .* dolphin with encoder and decoder: use its CTC model/,
    ],
    [
      "a transducer without a decoder",
      () => model("zipformer", { "encoder.onnx": EMPTY_ONNX, "joiner.onnx": EMPTY_ONNX, "tokens.txt": "a 0\n" }),
      /contains no speech model/,
    ],
  ];
  it.each(broken)("%s", async (_what, make, said) => {
    const check = await checkModel(make());
    expect(check.ok).toBe(false);
    expect(check.problem).toMatch(said);
    expect(check.problem).not.toContain("\n");
  });

  it("a model with an incomplete download", async ({ skip }) => {
    if (missing !== null) skip(missing);
    const dir = model("zipformer-ctc-half", { "model.onnx": "toy", "tokens.txt": "toy" });
    truncateSync(join(dir, "model.onnx"), 100_000);
    expect((await checkModel(dir)).problem).toMatch(/is not an ONNX model: it is damaged or incomplete/);
  });

  it("an empty, missing or wrong tokens.txt", async ({ skip }) => {
    if (missing !== null) skip(missing);
    const empty = model("a-ctc-1", { "model.onnx": "toy", "tokens.txt": "" });
    expect((await checkModel(empty)).problem).toMatch(/tokens\.txt is missing or empty/);
    const none = model("a-ctc-2", { "model.onnx": "toy" });
    expect((await checkModel(none)).problem).toMatch(/has no tokens\.txt/);
    const prose = model("a-ctc-3", { "model.onnx": "toy", "tokens.txt": "<blk> 0\nthis is no table of tokens\n" });
    expect((await checkModel(prose)).problem).toMatch(/tokens\.txt, line 2: not a token and its number/);
    const other = model("a-ctc-4", { "model.onnx": "toy", "tokens.txt": "<blk> 0\na 1\nb 2\n" });
    expect((await checkModel(other)).problem).toMatch(
      /tokens\.txt has 3 tokens, but model\.onnx outputs 29: it belongs to another model/,
    );
  });

  it.each([
    // The library ends its process, reports the fault when it loads, or only on audio.
    [
      "wenet-ctc",
      /does not load: ended its process with status 255 \('vocab_size' .*\): the model in .* is damaged, or its family is not/,
    ],
    ["medasr", /\(Expect model type medasr_ctc.*\): the model in .*its family is not/],
    ["omnilingual", /loads as omnilingual but fails on audio: it probably belongs to another family/],
    ["telespeech", /loads as teleSpeechCtc but fails on audio/],
    ["canary", /has no encoder \.onnx: a canary model needs it/],
  ])("a wrong family that was forced: %s", async (family, said) => {
    if (missing !== null) return;
    const dir = model(`forced-${family}`, {
      "model.onnx": "toy",
      "tokens.txt": "toy",
      "sister-model.json": JSON.stringify({ family }),
    });
    const { ok, problem } = await checkModel(dir);
    expect([ok, problem]).toEqual([false, expect.stringMatching(said)]);
    expect(problem).not.toMatch(/\n|\.cc:/);
  });

  it("a provider that the library lacks", async ({ skip }) => {
    if (missing !== null) skip(missing);
    const env = { ...process.env, SISTER_SPEECH_PROVIDER: process.platform === "darwin" ? "cuda" : "coreml" };
    expect((await checkModel(TOY, env)).problem).toMatch(/sherpa-onnx cannot use \w+ on this host .*: remove/);
  });
});

describe("a working model", () => {
  it("is recognized by its files, loaded and tried", async ({ skip }) => {
    if (missing !== null) skip(missing);
    const check = await checkModel(TOY);
    expect(check).toMatchObject({
      ok: true,
      task: "speech",
      family: "zipformerCtc",
      languages: ["*"],
      times: "token",
      digests: "unknown",
      devices: { threads: 1, provider: "cpu" },
      problem: null,
    });
    expect(check.realTimeFactor).toBeGreaterThan(0);
    expect(check.loadSeconds).toBeGreaterThan(0);
    expect(check.memoryBytes).toBeGreaterThan(50e6);
    // It was trained to load, not to recognize.
    expect(check.sentence?.said).toMatch(/^The children went to school/);
    expect(check.sentence?.heard).not.toBe("");
    expect(check.warnings).toEqual([expect.stringMatching(/of the words of a known sentence wrong/)]);
  });

  it(
    "recognizes the languages that its folder states, and detects them by its text",
    { timeout: patience(60_000) },
    async ({ skip }) => {
      if (missing !== null) skip(missing);
      const dir = model("stated", {
        "model.onnx": "toy",
        "tokens.txt": "toy",
        "sister-model.json": `{ "family": "zipformerCtc", "languages": ["de", "en"] }`,
      });
      const speaking = await openSpeechEngine({ kind: "sherpa", dir });
      expect([speaking.languages, speaking.detectsLanguage]).toEqual([["de", "en"], true]);
      const found = await speaking.detectLanguage?.(sentenceSound("en"));
      if (found) expect(["de", "en"]).toContain(found.code);
      expect(await speaking.detectLanguage?.(new Int16Array(16_000))).toBe(null);
      await speaking.close();
      const silent = await openSpeechEngine({ kind: "sherpa", dir: TOY });
      await expect(silent.detectLanguage?.(sentenceSound("en"))).rejects.toThrow(
        /toy-ctc cannot detect the spoken language: name it \(--from en\), or choose a model that can: whisper/,
      );
      await silent.close();
    },
  );

  it("has a unique id, so that results of different models are never mixed", async ({ skip }) => {
    if (missing !== null) skip(missing);
    const dir = model("other-ctc", { "model.onnx": "toy", "tokens.txt": "toy" });
    writeFileSync(join(dir, "model.onnx"), "z\u0000", { flag: "a" });
    const ids: string[] = [];
    for (const each of [TOY, dir]) {
      const engine = await openSpeechEngine({ kind: "sherpa", dir: each });
      ids.push(engine.id);
      await engine.close();
    }
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe("Moonshine by sherpa-onnx", () => {
  const installed = findModel("moonshine-tiny-en") ?? findModel("moonshine-base-en");

  it("recognizes Sister's own sentence", async ({ skip }) => {
    if (!installed) return skip("no Moonshine model is installed here (sister models pull moonshine-base-en)");
    const dir = model("moonshine-by-name", { "sister-model.json": `{ "family": "moonshineV2" }` });
    for (const file of Object.keys(installed.manifest.files)) symlinkSync(join(installed.dir, file), join(dir, file));
    const check = await checkModel(dir);
    expect(check).toMatchObject({ ok: true, family: "moonshineV2", languages: ["en"], times: "none", problem: null });
    expect(check.sentence?.wordErrors).toBeLessThan(0.3);
    expect(check.warnings).toEqual([]);
  });
});

describe("the list of models", () => {
  it("contains the built-in model and those of the folder with their problems, and ignores a broken link", () => {
    const models = join(folder, "data", "sister", "models");
    mkdirSync(models, { recursive: true });
    mkdirSync(join(models, "nothing-in-it"));
    writeFileSync(join(models, "README"), "");
    symlinkSync(join(folder, "gone"), join(models, "dangling"));
    const env = { XDG_DATA_HOME: join(folder, "data"), SISTER_SPEECH_MODEL: join(models, "nothing-in-it") };
    const list = listModels(env);
    expect(list.map((one) => [one.name, one.isDefault])).toEqual([
      ["pocketsphinx en-us (built in)", false],
      ["nothing-in-it", true],
    ]);
    expect(list[1]?.problem).toMatch(/contains no speech model/);
    expect(listModels({ XDG_DATA_HOME: join(folder, "none") }).map((one) => one.isDefault)).toEqual([true]);
  });
});
