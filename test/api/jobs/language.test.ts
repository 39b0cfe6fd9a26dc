/** Jobs whose language the model detects, in a server's own workers and in its group; and unsupported languages. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../cli/sister.js";
import { madeModels } from "../../support/speech/sherpa/made-models.js";
import { SENSE_VOICE_TOKENS, senseVoiceModel, tokenTable } from "../../support/speech/sherpa/scripted-models.js";
import { expectProblem, startServer, talk, type TestServer } from "../../support/api/server.js";

describe("a server whose model detects languages", () => {
  let models: ReturnType<typeof madeModels>;
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let short: Uint8Array;
  beforeAll(async () => {
    models = madeModels();
    // It recognizes "hello world" in any sound, and detects Korean unless it is given another language.
    const senseVoice = models.make("sense-voice-made", {
      "model.onnx": senseVoiceModel(),
      "tokens.txt": tokenTable(SENSE_VOICE_TOKENS),
    });
    place = await makeFolder();
    short = await talk(5);
    server = await startServer({ ...place.env, SISTER_GROUP_THRESHOLD_S: "15", SISTER_SPEECH_MODEL: senseVoice });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
    models[Symbol.dispose]();
  });

  it.each<["local" | "group", number]>([
    ["local", 5],
    ["group", 20],
  ])("detects the language of a job on the route %s", async (route, seconds) => {
    const made = await server.submit(await talk(seconds), { source: "auto" });
    expect(made.status, made.text).toBe(202);
    expect(made.json).toMatchObject({ source: "auto", language: null, route });
    const job = await server.ended(made.json.id);
    const language = { code: "ko", how: "detected", confidence: 1 };
    expect(job).toMatchObject({ status: "completed", source: "ko", language, route });
    expect((await server.request(`/api/jobs/${job.id}/subtitles/ko.srt`)).text).toMatch(/hello world/i);
    // The same video again is completed at once, with its language.
    const again = await server.submit(await talk(seconds), { source: "auto" });
    expect(again.json).toMatchObject({ status: "completed", source: "ko", language });
  });

  it("recognizes the given language", async () => {
    const { id } = (await server.submit(short, { source: "en" })).json;
    const job = await server.ended(id);
    const language = { code: "en", how: "given", confidence: 1 };
    expect(job).toMatchObject({ status: "completed", source: "en", language });
  });

  it("refuses a language that its model does not support", async () => {
    expectProblem(await server.submit(short, { source: "fr" }), 422, /recognizes .*en.*, not fr/);
  });
});
