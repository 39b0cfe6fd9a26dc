import { afterEach, describe, expect, it } from "vitest";
import { beginService, translated, type ServiceServer } from "../../test/translation/service-server.js";
import { LocalServices } from "./service-calls.js";

const KEY = "sk-very-secret-0123456789";
let server: ServiceServer | null = null;
afterEach(() => server?.close());

async function begin(settings: NodeJS.ProcessEnv = {}): Promise<[ServiceServer, LocalServices]> {
  server = await beginService("openai");
  const env = { SISTER_OPENAI_URL: server.url, SISTER_OPENAI_MODEL: "tiny", SISTER_OPENAI_KEY: KEY, ...settings };
  return [server, new LocalServices(env)];
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

  it("refuses settings that cannot be read", async () => {
    const [, services] = await begin({ SISTER_SERVICE_TIMEOUT_S: "soon" });
    const answer = await services.translate(call, never);
    expect(answer.problem).toBe('SISTER_SERVICE_TIMEOUT_S is "soon": set it to a whole number from 1 to 3600');
  });
});
