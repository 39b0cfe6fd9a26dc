/** A speech engine that is killed during a segment, in the group and in a server's own workers; and a broken aligner. */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { makeFolder } from "../../cli/sister.js";
import { below, ENGINE, processesOf, RANK } from "../../support/api/group-processes.js";
import { startServer, talk, type Answer, type TestServer } from "../../support/api/server.js";
import { expectWithin, patience } from "../../support/pace.js";
import { until } from "../../support/until.js";

/** Only what hangs takes this long. */
const POLL = { timeout: patience(120_000), interval: 50 };
/** Promised from the kill to the job's end, in milliseconds: judged on a quiet machine. */
const RESUMED = 45_000;
/** The server's own workers are in the full run. */
const ROUTES = process.env["SISTER_TEST_FULL"] === undefined ? (["group"] as const) : (["group", "local"] as const);

type Route = "group" | "local";

let speech: Uint8Array;
let clean: string;
let segments: number;
let place: Awaited<ReturnType<typeof makeFolder>>;
let server: TestServer | null = null;

/** A server with its own folder, so that no segment is cached. */
async function begin(route: Route): Promise<TestServer> {
  place = await makeFolder();
  return startHere(route);
}

/** A server with the folder of the last one. */
async function startHere(route: Route, env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const threshold = route === "group" ? "1" : "600";
  server = await startServer({ ...place.env, ...env, SISTER_GROUP_THRESHOLD_S: threshold });
  return server;
}

async function stop(): Promise<void> {
  if (!server) return;
  server.command.child.kill("SIGTERM");
  await server.command.ended;
  server = null;
}

async function end(): Promise<void> {
  if (!server) return;
  await stop();
  await place.remove();
}

const jobOf = async ({ request }: TestServer, id: string): Promise<Answer> => (await request(`/api/jobs/${id}`)).json;
const subtitlesOf = async ({ request }: TestServer, id: string): Promise<string> =>
  (await request(`/api/jobs/${id}/subtitles/en.srt`)).text;

beforeAll(async () => {
  // Long enough to find and stop the engines before they have done it.
  speech = await talk(100);
  const one = await begin("local");
  const { id } = (await one.submit(speech)).json;
  const job = await one.ended(id);
  expect(job).toMatchObject({ status: "completed", route: "local" });
  segments = job.segments.total;
  expect(segments).toBeGreaterThan(1);
  clean = await subtitlesOf(one, id);
  expect(clean).toMatch(/computers/i);
  await end();
});
afterEach(end);

describe("an engine that is killed outright", () => {
  for (const route of ROUTES) {
    it(`costs its segment another attempt, and nothing else: ${route}`, async () => {
      const one = await begin(route);
      let engines: number[] = [];
      const isReady = async (): Promise<boolean> => {
        engines = await enginesOf(one, route);
        return engines.length === 2;
      };
      if (route === "group") await expect.poll(isReady, POLL).toBe(true);
      const { id } = (await one.submit(speech)).json;
      await expect.poll(isReady, POLL).toBe(true);
      // Both are at work then, and have work left. An engine that is stopped for longer is ended because it is silent.
      await expect.poll(async () => (await jobOf(one, id)).segments.done, POLL).toBeGreaterThan(0);
      const [engine = 0] = engines;
      process.kill(engine, "SIGKILL");
      const took = await until(async () => (await jobOf(one, id)).status === "completed", { ms: 2 * RESUMED });
      expectWithin("the job ends after an engine was killed", took, RESUMED);
      expect(await jobOf(one, id)).toMatchObject({ route, error: null, segments: { failed: 0 } });
      expect(await subtitlesOf(one, id)).toBe(clean);
      const metrics = async (): Promise<string> => (await one.request("/metrics")).text;
      await expect.poll(metrics, POLL).toMatch(/^sister_engine_restarts_total 1$/m);
    });
  }
});

describe("a broken aligner", () => {
  interface Word {
    estimated?: boolean;
  }
  const wordsOf = async ({ request }: TestServer, id: string): Promise<Word[]> => {
    const { text } = await request(`/api/jobs/${id}/subtitles/en.json`);
    return (JSON.parse(text) as { cues: { words?: Word[] }[] }).cues.flatMap(({ words = [] }) => words);
  };

  it("leaves estimated times and a warning, and they are not cached for later jobs", async () => {
    const short = await talk(5);
    place = await makeFolder();
    const broken = await startHere("group", { SISTER_FAULT_ALIGNER: "die" });
    const first = await broken.ended((await broken.submit(short)).json.id);
    expect(first).toMatchObject({ status: "completed", route: "group", segments: { failed: 0 } });
    expect(first).toMatchObject({ warnings: [{ code: "times-estimated" }] });
    const estimates = await wordsOf(broken, first.id);
    expect(estimates.length).toBeGreaterThan(5);
    expect(estimates.every(({ estimated }) => estimated)).toBe(true);
    await stop();

    const mended = await startHere("group");
    const second = await mended.ended((await mended.submit(short)).json.id);
    expect(second).toMatchObject({ status: "completed", warnings: [] });
    const found = await wordsOf(mended, second.id);
    expect(found.length).toBe(estimates.length);
    expect(found.some(({ estimated }) => estimated)).toBe(false);
  });
});

/** The engines of a server's ranks, or of its own workers. */
async function enginesOf(one: TestServer, route: Route): Promise<number[]> {
  const ofRanks = (await Promise.all((await processesOf(one, RANK)).map((rank) => below(rank, ENGINE)))).flat();
  if (route === "group") return ofRanks;
  return (await processesOf(one, ENGINE)).filter((pid) => !ofRanks.includes(pid));
}
