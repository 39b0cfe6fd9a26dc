/** Which engine is chosen, from the options and the installed models. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { chooseSpeech } from "../../src/speech/default-engine.js";
import { digestOf } from "../support/speech/models/loopback-files.js";

let folder: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-choice-"));
  env = { XDG_DATA_HOME: folder, XDG_DATA_DIRS: "/nowhere" };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A model with a manifest, whose files are not real models. */
function install(name: string, { task = "speech", family = "moonshine", files = MOONSHINE } = {}): string {
  const dir = join(folder, "sister", "models", name);
  mkdirSync(dir, { recursive: true });
  const known: Record<string, { bytes: number; sha256: string }> = {};
  for (const file of files) {
    writeFileSync(join(dir, file), file);
    known[file] = { bytes: file.length, sha256: digestOf(Buffer.from(file)) };
  }
  const about = { format: 1, name, version: "1", task, family, languages: ["en"], source: [], digests: "recorded" };
  const licence = { name: "MIT", text: "" };
  writeFileSync(join(dir, "sister-model.json"), JSON.stringify({ ...about, licence, files: known }));
  return dir;
}

const MOONSHINE = ["encoder_model.onnx", "decoder_model_merged.onnx", "tokens.txt"];
const TINY = { kind: "moonshine", model: "moonshine-tiny-en" };

const choose = (model?: string, language = "en") => chooseSpeech({ model, language, env });

test("the default engine is Moonshine base, if it is installed", async () => {
  install("moonshine-base-en");
  expect(await choose()).toEqual({
    config: { kind: "moonshine", model: "moonshine-base-en" },
    hearing: { name: "moonshine-base-en", languages: ["en"] },
    note: null,
  });
});

test("the default engine is otherwise PocketSphinx, with a note on how to install Moonshine", async () => {
  expect(await choose()).toMatchObject({
    config: { kind: "pocketsphinx" },
    note: "the Moonshine model is not installed here, so PocketSphinx is used, which gets one word in four wrong: sister models pull moonshine-base-en",
  });
  truncateSync(join(install("moonshine-base-en"), "tokens.txt"), 3);
  expect(await choose()).toMatchObject({
    config: { kind: "pocketsphinx" },
    note: expect.stringMatching(
      /^the Moonshine model of this machine is damaged, .*: sister models pull moonshine-base-en$/,
    ) as string,
  });
});

test("an installed model is chosen by its name, with the family of its manifest", async () => {
  install("moonshine-tiny-en");
  expect((await choose("moonshine-tiny-en")).config).toEqual(TINY);
  const files = ["tiny-encoder.int8.onnx", "tiny-decoder.int8.onnx", "tiny-tokens.txt"];
  const dir = install("whisper-tiny", { family: "whisper", files });
  const whisper = { kind: "sherpa", dir, language: "es", family: "whisper" };
  expect((await choose("whisper-tiny", "es")).config).toEqual(whisper);
  expect((await choose(dir, "es")).config).toEqual(whisper);
  env["SISTER_SPEECH_MODEL"] = "moonshine-tiny-en";
  expect((await choose()).config).toEqual(TINY);
  expect((await choose("whisper-tiny")).config).toMatchObject({ kind: "sherpa" });
});

test("a folder is a Moonshine model by its files, or else a sherpa-onnx model, or refused", async () => {
  const own = join(folder, "own");
  mkdirSync(own);
  await expect(choose(own)).rejects.toThrow(/contains no speech model/);
  for (const name of MOONSHINE) writeFileSync(join(own, name), "");
  expect((await choose(own)).config).toEqual({ kind: "moonshine", model: own });
});

test("the sleep engine is chosen by its name", async () => {
  expect((await choose("sleep:0.25")).config).toEqual({ kind: "sleep", secondsPerSecond: 0.25 });
});

test("a missing model, and one that does not recognize speech, are refused with what to do", async () => {
  install("silero-vad", { task: "voice-activity", family: "silero", files: ["silero_vad.onnx"] });
  await expect(choose("silero-vad")).rejects.toThrow(/silero-vad recognizes no speech \(it is for voice-activity\)/);
  await expect(choose("whisper-tiny")).rejects.toThrow(
    "the model whisper-tiny is not installed: sister models pull whisper-tiny",
  );
  await expect(choose("/no/where")).rejects.toThrow(/neither an installed model nor a folder/);
  await expect(choose("nonsense")).rejects.toMatchObject({ exitCode: 2 });
});
