/** Model folders, good and broken: what is said of them before and while they are loaded. */
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
import { checkModel } from "../../src/speech/models/check.js";
import { listModels } from "../../src/speech/models/list.js";
import { openSpeechEngine } from "../../src/speech/open.js";

const TOY = fileURLToPath(new URL("../../../shared/data/toy-ctc", import.meta.url));
const missing = existsSync(TOY) ? null : "no model of sherpa-onnx is here (shared/data/toy-ctc)";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-models-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with these files; those of the toy model are copied where the content is "toy". */
function model(name: string, files: Record<string, string>): string {
  const dir = join(folder, name);
  mkdirSync(dir);
  for (const [file, content] of Object.entries(files)) {
    if (content === "toy") copyFileSync(join(TOY, file), join(dir, file));
    else writeFileSync(join(dir, file), content);
  }
  return dir;
}

/** A protobuf message with one field, of which a reader of metadata finds no fault. */
const EMPTY_ONNX = "\b\t";

describe("a broken model is said in one line, and harms nobody", () => {
  const broken: [what: string, make: () => string, said: RegExp][] = [
    ["a folder that is not there", () => join(folder, "nowhere"), /nowhere cannot be read .*: give the folder/],
    ["a file", () => join(model("file", { "a.txt": "" }), "a.txt"), /it is a file/],
    ["an empty folder", () => model("empty", {}), /no speech model is in .*: it needs the \.onnx files/],
    [
      "garbage in place of the model",
      () => model("zipformer-ctc-garbage", { "model.onnx": "garbage that is no model", "tokens.txt": "<blk> 0\n" }),
      /model\.onnx is no ONNX model: it is damaged/,
    ],
    [
      "an ONNX file that is no speech model",
      () => model("zipformer-ctc-empty", { "model.onnx": EMPTY_ONNX, "tokens.txt": "<blk> 0\na 1\n" }),
      /does not load/,
    ],
    [
      "a family that its files do not tell",
      () => model("mystery", { "model.onnx": EMPTY_ONNX, "tokens.txt": "<blk> 0\n" }),
      /the family of .* is not known from its files: name the folder after it/,
    ],
    [
      "a family that Sister does not run",
      () =>
        model("nemo-canary-180m", { "encoder.onnx": EMPTY_ONNX, "decoder.onnx": EMPTY_ONNX, "tokens.txt": "a 0\n" }),
      /a family that Sister does not run \(canary\)/,
    ],
    [
      "a transducer without its joiner's partner",
      () => model("zipformer", { "encoder.onnx": EMPTY_ONNX, "joiner.onnx": EMPTY_ONNX, "tokens.txt": "a 0\n" }),
      /no speech model is in/,
    ],
  ];
  it.each(broken)("%s", { timeout: 60_000 }, async (_what, make, said) => {
    const check = await checkModel(make());
    expect(check.ok).toBe(false);
    expect(check.problem).toMatch(said);
    expect(check.problem).not.toContain("\n");
  });

  it("a model that was not downloaded whole", { timeout: 60_000 }, async ({ skip }) => {
    if (missing !== null) skip(missing);
    const dir = model("zipformer-ctc-half", { "model.onnx": "toy", "tokens.txt": "toy" });
    truncateSync(join(dir, "model.onnx"), 100_000);
    expect((await checkModel(dir)).problem).toMatch(/is no ONNX model: it is damaged or was not downloaded whole/);
  });

  it("tokens.txt that is empty, missing, or something else", { timeout: 60_000 }, async ({ skip }) => {
    if (missing !== null) skip(missing);
    const empty = model("a-ctc-1", { "model.onnx": "toy", "tokens.txt": "" });
    expect((await checkModel(empty)).problem).toMatch(/tokens\.txt is missing or empty/);
    const none = model("a-ctc-2", { "model.onnx": "toy" });
    expect((await checkModel(none)).problem).toMatch(/has no tokens\.txt/);
    const prose = model("a-ctc-3", { "model.onnx": "toy", "tokens.txt": "<blk> 0\nthis is no table of tokens\n" });
    expect((await checkModel(prose)).problem).toMatch(/tokens\.txt, line 2: not a token and its number/);
  });
});

describe("a model that works", () => {
  it("is told by its files, loaded and tried", { timeout: 60_000 }, async ({ skip }) => {
    if (missing !== null) skip(missing);
    const check = await checkModel(TOY);
    expect(check).toMatchObject({ ok: true, family: "zipformerCtc", problem: null });
    expect(check.realTimeFactor).toBeGreaterThan(0);
  });

  it(
    "has an id of its own: what one model heard is never taken for what another did",
    { timeout: 60_000 },
    async ({ skip }) => {
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
    },
  );
});

describe("the list of models", () => {
  it("has the built-in one, those of the folder, and what is wrong with them; a dangling link breaks nothing", () => {
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
    expect(list[1]?.problem).toMatch(/no speech model is in/);
    expect(listModels({ XDG_DATA_HOME: join(folder, "none") }).map((one) => one.isDefault)).toEqual([true]);
  });
});
