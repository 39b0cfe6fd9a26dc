/** `--from`: a language that is given, one that the model detects, and languages that a model does not recognize. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { madeModels } from "../support/speech/sherpa/made-models.js";
import { SENSE_VOICE_TOKENS, senseVoiceModel, tokenTable } from "../support/speech/sherpa/scripted-models.js";
import { whisperModels } from "../support/speech/sherpa/scripted-pairs.js";
import { Desk } from "./desk.js";
import { run } from "./sister.js";

let models: ReturnType<typeof madeModels>;
/** Both recognize "hello world" in any sound. This whisper detects German in it, this SenseVoice Korean. */
let whisper: string;
let senseVoice: string;
beforeAll(() => {
  models = madeModels();
  whisper = models.make("whisper-made", whisperModels());
  senseVoice = models.make("sense-voice-made", {
    "model.onnx": senseVoiceModel(),
    "tokens.txt": tokenTable(SENSE_VOICE_TOKENS),
  });
});
afterAll(() => models[Symbol.dispose]());

describe("sister translate --from auto", () => {
  it("uses the language that whisper detects, in a process group, unless --from gives one", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await desk.record(20);
    const command = ["translate", desk.file, "--model", whisper, "--ranks", "2"];
    const told = await run([...command, "--from", "auto"], desk.env);
    expect(told.status, told.stderr).toBe(0);
    expect(await desk.outputs()).toEqual(["talk.de.srt", "talk.de.vtt", "talk.json"]);
    const document = await desk.document();
    expect(document).toMatchObject({ source: "de", language: { code: "de", how: "detected", confidence: 1 } });
    expect(document.cues[0]?.text["de"]).toMatch(/hello world/i);
    expect(document.ranks.length).toBe(2);
    expect(told.stderr).toMatch(/the language is de/);

    const given = await run([...command, "--from", "en", "--overwrite"], desk.env);
    expect(given.status, given.stderr).toBe(0);
    expect(await desk.document()).toMatchObject({
      source: "en",
      language: { code: "en", how: "given", confidence: 1 },
    });
    expect(await desk.outputs()).toEqual(expect.arrayContaining(["talk.en.srt", "talk.en.vtt"]));
  });

  it("uses the language that SenseVoice detects, in one process", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await desk.record(5);
    const told = await run(["translate", desk.file, "--model", senseVoice, "--from", "auto"], desk.env);
    expect(told.status, told.stderr).toBe(0);
    expect(await desk.document()).toMatchObject({ language: { code: "ko", how: "detected", confidence: 1 } });
    expect(await desk.outputs()).toEqual(["talk.json", "talk.ko.srt", "talk.ko.vtt"]);
  });

  it("does not translate into the detected language, and refuses an unreachable target before words come", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await desk.record(5);
    const command = ["translate", desk.file, "--model", senseVoice, "--from", "auto"];
    const same = await run([...command, "--to", "ko"], desk.env);
    expect(same.status, same.stderr).toBe(0);
    expect(await desk.document()).toMatchObject({ source: "ko", targets: [] });
    const unreachable = await run([...command, "--to", "es", "--overwrite"], desk.env);
    expect([unreachable.status, unreachable.stderr]).toEqual([2, expect.stringMatching(/ko.*es/)]);
  });

  it.for<[string, string[], RegExp]>([
    [
      "auto with Moonshine, which hears English alone",
      ["--model", "moonshine-base-en", "--from", "auto"],
      /moonshine-base-en cannot detect the spoken language: name it \(--from en\), or choose a model that can/,
    ],
    [
      "auto with the default model",
      ["--from", "auto"],
      /cannot detect the spoken language: name it \(--from en\), or choose a model that can/,
    ],
    [
      "German with Moonshine",
      ["--model", "moonshine-base-en", "--from", "de"],
      /moonshine-base-en recognizes en, not de: choose a model for it/,
    ],
    ["French with a whisper that does not know it", ["--from", "fr"], /whisper-made recognizes en, de, jv, not fr/],
  ])("refuses %s before work", async ([name, options, reason], context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await desk.record(5);
    const model = /whisper/.test(name) ? ["--model", whisper] : [];
    const { status, stderr } = await run(["translate", desk.file, ...model, ...options, "--ranks", "2"], desk.env);
    expect([status, stderr]).toEqual([2, expect.stringMatching(reason)]);
    expect(stderr).not.toMatch(/ranks? ready/);
    expect(await desk.outputs()).toEqual([]);
  });
});
