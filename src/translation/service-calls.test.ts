import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { beginService, translated, type ServiceServer } from "../../test/translation/service-server.js";
import { LocalServices } from "./service-calls.js";

const KEY = "sk-very-secret-0123456789";
let server: ServiceServer | null = null;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sister-service-calls-"));
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function begin(settings: NodeJS.ProcessEnv = {}): Promise<[ServiceServer, LocalServices]> {
  server = await beginService("openai");
  const service = { SISTER_OPENAI_URL: server.url, SISTER_OPENAI_MODEL: "tiny", SISTER_OPENAI_KEY: KEY };
  // Translations of other runs must not answer for the service.
  return [server, new LocalServices({ ...service, SISTER_DATA_DIR: folder, ...settings })];
}

const call = { translator: "openai", source: "en", target: "id", texts: ["Good morning to you.", "It rains."] };
const never = new AbortController().signal;

describe("LocalServices", () => {
  it("counts what each call used, also of calls at the same time", async () => {
    const [, services] = await begin();
    const [one, two] = await Promise.all([
      services.translate(call, never),
      services.translate({ ...call, texts: ["Hello there, all of you."] }, never),
    ]);
    expect(one.texts).toEqual(call.texts.map((text) => translated(text, "id")));
    expect(two).toMatchObject({ problem: null, usage: { requests: 1, characters: 24, tokens: 15 } });
    expect(one.usage.characters).toBeGreaterThanOrEqual(29);
  });

  it("has at most as many requests at a time as SISTER_SERVICE_REQUESTS says, over all calls", async () => {
    const [at, services] = await begin({ SISTER_SERVICE_REQUESTS: "2" });
    at.otherwise = "slow";
    const calls = Array.from({ length: 8 }, (_, i) => ({ ...call, texts: [`This is number ${i + 10}.`] }));
    await Promise.all(calls.map((one) => services.translate(one, never)));
    expect(at.mostAtOnce).toBe(2);
  });

  it("answers with the reason and no key if the service refuses", async () => {
    const [at, services] = await begin();
    at.otherwise = "refuses";
    const answer = await services.translate(call, never);
    expect(answer).toMatchObject({ texts: [null, null], isDown: true });
    expect(answer.problem).toMatch(/status 401.*check its key/);
    expect(answer.problem).not.toContain(KEY);
    expect(answer.usage.requests).toBeGreaterThan(0);
  });

  it("says that passages have no faithful translation, and that the service works", async () => {
    const [at, services] = await begin();
    at.otherwise = "echo";
    const answer = await services.translate({ ...call, texts: ["Nobody wants to go outside."] }, never);
    expect(answer).toMatchObject({ texts: [null], isDown: false });
    expect(answer.problem).toMatch(/no faithful translation/);
  });

  it("ends its request with the signal", async () => {
    const [at, services] = await begin();
    at.otherwise = "hangs";
    const stop = new AbortController();
    const running = services.translate(call, stop.signal);
    setTimeout(() => stop.abort(new Error("cancelled")), 20);
    await expect(running).rejects.toThrow("cancelled");
  });

  it("gives the service its terms, and lists those that it did not honour", async () => {
    const [at, services] = await begin();
    const terms = [
      { source: "morning", target: "morningkan" },
      { source: "rain", target: "hujan" },
    ];
    const texts = ["Good morning to you.", "Rain is what we need."];
    const answer = await services.translate({ ...call, texts, terms }, never);
    expect(at.requests.at(-1)?.body).toContain("hujan");
    expect(answer.breaches).toEqual([{ text: 1, source: "rain", target: "hujan" }]);
  });

  it("asks the service no text twice", async () => {
    const [at, services] = await begin();
    const first = await services.translate(call, never);
    const asked = at.requests.length;
    expect(await services.translate(call, never)).toMatchObject({ texts: first.texts, usage: { requests: 0 } });
    expect(at.requests.length).toBe(asked);
  });

  it("refuses settings that cannot be read", async () => {
    const [, services] = await begin({ SISTER_SERVICE_TIMEOUT_S: "soon" });
    const answer = await services.translate(call, never);
    expect(answer.problem).toBe('SISTER_SERVICE_TIMEOUT_S is "soon": set it to a whole number from 1 to 3600');
  });
});
