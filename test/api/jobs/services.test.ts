/** Jobs of `sister serve` that a service on loopback translates: on both routes, and when they are cancelled. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultKey } from "../../../src/service/work/result-key.js";
import type { ServiceUse } from "../../../src/store/jobs/service-use.js";
import { makeFolder } from "../../cli/sister.js";
import { expectProblem, startServer, talk, until, variantOf, type TestServer } from "../../support/api/server.js";
import { tusClient } from "../../support/api/tus-client.js";
import { patience } from "../../support/pace.js";
import { beginService, type ServiceServer } from "../../translation/service-server.js";

const KEY = "sk-very-secret-0123456789";
const LIMIT = { timeout: patience(120_000) };

const aboveZero = expect.toSatisfy((count: number) => count > 0) as number;
/** What a job asked of the service. */
const used = (job: unknown): ServiceUse | undefined =>
  (job as { services: Record<string, ServiceUse> }).services["openai"];

describe("a server that may use a service", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let service: ServiceServer;
  let server: TestServer;
  const begin = async (): Promise<TestServer> =>
    (server = await startServer({
      ...place.env,
      SISTER_GROUP_THRESHOLD_S: "15",
      SISTER_TRANSLATORS: "apertium,openai",
      SISTER_OPENAI_URL: service.url,
      SISTER_OPENAI_MODEL: "tiny",
      SISTER_OPENAI_KEY: KEY,
    }));
  beforeAll(async () => {
    place = await makeFolder();
    service = await beginService("openai");
    await begin();
  });
  afterAll(async () => {
    await server.stop();
    await service.close();
    await place.remove();
  });

  it.each<["local" | "group", number]>([
    ["local", 5],
    ["group", 62],
  ])("translates a job on the route %s by it", LIMIT, async (route, seconds) => {
    const made = await server.submit(await talk(seconds), { target: "id", translator: "openai" });
    expect(made.status, made.text).toBe(202);
    expect(made.json).toMatchObject({ route, translator: "openai", translators: { id: "openai" } });
    const job = await server.ended(made.json.id);
    expect(job).toMatchObject({ status: "completed", translators: { id: "openai" }, warnings: [] });
    expect(used(job)).toEqual({ requests: aboveZero, characters: aboveZero, tokens: aboveZero });
    const { cues } = (await server.request(`/api/jobs/${job.id}/subtitles/id.json`)).json;
    expect(cues.length).toBeGreaterThan(0);
    for (const { text } of cues) expect(text).toMatch(/kan/);
    expect(server.command.stderr()).not.toContain(KEY);
  });

  it("uses the first translator that can for each target, also of a resumable upload", LIMIT, async () => {
    const client = tusClient(server);
    const path = await client.upload(await talk(4));
    const made = await client.submit(path, { targets: ["es", "id"] });
    expect(made.status, made.text).toBe(202);
    const translators = { es: "apertium", id: "openai" };
    expect(made.json).toMatchObject({ translator: null, translators });
    expect(await server.ended(made.json.id)).toMatchObject({ status: "completed", translators });
  });

  it("refuses a translator that does not exist or is not allowed", async () => {
    const video = await talk(2);
    expectProblem(
      await server.submit(video, { target: "id", translator: "babelfish" }),
      422,
      /babelfish.*apertium, openai/,
    );
    expectProblem(await server.submit(video, { target: "id", translator: "google" }), 422, /google.*not allowed/);
    expectProblem(await server.submit(video, { target: "id", translator: "apertium" }), 422, /English.*Indonesian/);
  });

  it("lists its translators", async () => {
    const { json } = await server.request("/api/languages");
    const { targets, translators } = json as unknown as {
      targets: Record<string, string[]>;
      translators: { name: string; isService: boolean; targets: Record<string, string[]> }[];
    };
    expect(targets["en"]).toContain("id");
    expect(translators.map(({ name, isService }) => [name, isService])).toEqual([
      ["apertium", false],
      ["openai", true],
    ]);
    expect(translators[0]?.targets["en"]).not.toContain("id");
    expect(translators[1]?.targets["en"]).toContain("id");
  });

  it("fails if the service does not translate, and a retry does only that", LIMIT, async () => {
    const kept = join(place.folder, "data", "translations");
    await rm(kept, { recursive: true, force: true });
    service.otherwise = "refuses";
    const made = await server.submit(variantOf(await talk(6), 2), { target: "id", translator: "openai" });
    const failed = await server.ended(made.json.id);
    expect(failed).toMatchObject({
      status: "failed",
      error: expect.stringMatching(/passages could not be translated.*retry/) as string,
      warnings: [{ code: "untranslated" }],
      segments: { failed: 0 },
    });
    expect(JSON.stringify(failed)).not.toContain(KEY);
    const path = `/api/jobs/${failed.id}/subtitles`;
    const { headers, json } = await server.request(`${path}/en.json`);
    const cues = json.cues.map((cue, i) => (i === 0 ? { ...cue, text: "Edited words." } : cue));
    const edit = { "Content-Type": "application/json", "If-Match": headers.get("etag") ?? "" };
    const saved = await server.request(`${path}/en`, {
      method: "PUT",
      headers: edit,
      body: JSON.stringify({ language: "en", cues }),
    });
    expect(saved.status).toBe(200);
    const retry = async () => {
      expect((await server.request(`/api/jobs/${failed.id}/retry`, { method: "POST" })).status).toBe(202);
      return server.ended(failed.id);
    };
    expect(await retry()).toMatchObject({ status: "failed", warnings: [{ code: "untranslated" }] });
    service.otherwise = "good";
    expect(await retry()).toMatchObject({ status: "completed", error: null, warnings: [] });
    const after = (await server.request(`${path}/id.json`)).json.cues;
    expect(after[0]?.text).toMatch(/Editedkan wordskan/);
    for (const cue of after) expect(cue).not.toHaveProperty("failed");
  });

  it("adds no target if its translation is cancelled, and keeps the old one if a new one fails", LIMIT, async () => {
    const { id } = (await server.submit(variantOf(await talk(6), 3), {})).json;
    await server.ended(id);
    const post = (path: string, body: unknown) =>
      server.request(`/api/jobs/${id}/${path}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    const target = { target: "id", translator: "openai" };
    service.otherwise = "hangs";
    expect((await post("targets", target)).status).toBe(202);
    await until(() => service.underWay > 0, { what: "a request to the service" });
    expect((await post("cancel", {})).json).toMatchObject({ status: "completed", targets: [], translators: {} });
    await until(() => service.underWay === 0, { what: "the end of the request" });
    service.otherwise = "refuses";
    expect((await post("targets", target)).status).toBe(202);
    expect(await server.ended(id)).toMatchObject({
      status: "completed",
      targets: [],
      warnings: [{ code: "untranslated" }],
    });
    service.otherwise = "good";
    const early = used((await server.request(`/api/jobs/${id}`)).json);
    expect(early).toMatchObject({ requests: aboveZero });
    expect((await post("targets", target)).status).toBe(202);
    const added = await server.ended(id);
    expect(added).toMatchObject({ status: "completed", targets: ["id"], warnings: [] });
    // What is asked for later is added.
    expect(used(added)?.requests).toBeGreaterThan(early?.requests ?? 0);
    const before = (await server.request(`/api/jobs/${id}/subtitles/id.json`)).text;
    service.otherwise = "refuses";
    expect((await post("targets", { ...target, again: true })).status).toBe(202);
    expect(await server.ended(id)).toMatchObject({
      status: "completed",
      targets: ["id"],
      warnings: [{ code: "untranslated", message: expect.stringMatching(/as they were/) as string }],
    });
    expect((await server.request(`/api/jobs/${id}/subtitles/id.json`)).text).toBe(before);
    service.otherwise = "good";
  });

  it("adds a target although the server is killed at it", LIMIT, async () => {
    const { id } = (await server.submit(variantOf(await talk(6), 4), {})).json;
    await server.ended(id);
    await rm(join(place.folder, "data", "translations"), { recursive: true, force: true });
    service.otherwise = "hangs";
    const asked = await server.request(`/api/jobs/${id}/targets`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ target: "id", translator: "openai" }),
    });
    expect(asked.status).toBe(202);
    await until(() => service.underWay > 0, { what: "a request to the service" });
    server.command.child.kill("SIGKILL");
    await server.command.ended;
    service.otherwise = "good";
    await begin();
    expect(await server.ended(id)).toMatchObject({ status: "completed", targets: ["id"], warnings: [] });
    expect((await server.request(`/api/jobs/${id}/subtitles/id.srt`)).text).toMatch(/kan/);
  });

  it("ends the requests of a job that is cancelled", LIMIT, async () => {
    // A translation that is kept would need no request.
    await rm(join(place.folder, "data", "translations"), { recursive: true, force: true });
    service.otherwise = "hangs";
    const before = service.requests.length;
    const { id } = (await server.submit(variantOf(await talk(7), 1), { target: "id", translator: "openai" })).json;
    await until(() => service.requests.length > before, { what: "a request to the service" });
    const reply = await server.request(`/api/jobs/${id}/cancel`, { method: "POST" });
    expect(reply.status).toBeLessThan(300);
    await until(() => service.underWay === 0, { what: "the end of the request" });
    service.otherwise = "good";
  });
});

it("results of another model have another key", async () => {
  const request = { source: "en", targets: ["id"], audioTrack: null, translator: "openai" };
  const keys = [];
  for (const model of ["small", "large"]) {
    process.env["SISTER_OPENAI_URL"] = "http://127.0.0.1:1/v1";
    process.env["SISTER_OPENAI_MODEL"] = model;
    keys.push(await resultKey({ kind: "sleep" }, request));
  }
  delete process.env["SISTER_OPENAI_URL"];
  delete process.env["SISTER_OPENAI_MODEL"];
  expect(keys[0]?.config).toBe(keys[1]?.config);
  expect(keys[0]?.translators["id"]).not.toBe(keys[1]?.translators["id"]);
  expect(JSON.stringify(keys)).toMatch(/small.*large/);
});
