/**
 * What the process group of a server bears. The engine is one that sleeps: what is tested is who does what again, not what is heard. All faults at many
 * moments are in the full run.
 */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { allEnd, descendants, makeFolder } from "../cli/sister.js";
import { MPIRUN, processesOf, RANK, SUPERVISOR } from "./group-processes.js";
import { startServer, talk, type Answer, type TestServer } from "./server.js";

/** 0.2 s of sleep for each second of audio: a segment takes 2 to 3 s. */
const ENGINE = { SISTER_SPEECH_MODEL: "sleep:0.2" };
const isFull = process.env["SISTER_TEST_FULL"] === "1";
const KILLS = isFull ? 20 : 1;
const POLL = { timeout: 60_000, interval: 50 };
/** What a promise of the issue allows, and a generous rest for what the test itself does. */
const LIMITS = { noticed: 30_000, resumed: 45_000, test: 240_000 };

let speech: Uint8Array;
let clean: string;
let place: Awaited<ReturnType<typeof makeFolder>>;
let servers: TestServer[] = [];

async function begin(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
  const server = await startServer({ ...place.env, ...ENGINE, ...env });
  servers.push(server);
  return server;
}

async function endServers(): Promise<void> {
  for (const { command } of servers) command.child.kill("SIGTERM");
  await Promise.all(servers.map(({ command }) => command.ended));
  servers = [];
}

const subtitlesOf = async (server: TestServer, id: string): Promise<string> =>
  (await server.request(`/api/jobs/${id}/subtitles/en.srt`)).text;
const jobOf = async (server: TestServer, id: string): Promise<Answer> => (await server.request(`/api/jobs/${id}`)).json;

/** A job in the group of which so many segments are done. */
async function underWay(server: TestServer, done: number): Promise<string> {
  const { id } = (await server.submit(speech, {})).json;
  await expect.poll(async () => (await jobOf(server, id)).segments.done, POLL).toBeGreaterThanOrEqual(done);
  return id;
}

/** The job is complete, as on a clean run, and nothing that was done before was done again. */
async function expectComplete(server: TestServer, id: string, doneBefore: number): Promise<void> {
  const job = await server.ended(id);
  expect(job).toMatchObject({ status: "completed", error: null, route: "group" });
  expect(await subtitlesOf(server, id)).toBe(clean);
  const again = job.ranks.reduce((sum, { segments }) => sum + segments, 0);
  expect(again).toBeLessThanOrEqual(job.segments.total - doneBefore);
}

beforeAll(async () => {
  speech = await talk(75);
  place = await makeFolder();
  const server = await begin();
  const { id } = (await server.submit(speech, {})).json;
  expect(await server.ended(id)).toMatchObject({ status: "completed", route: "group" });
  clean = await subtitlesOf(server, id);
  expect(clean.length).toBeGreaterThan(500);
  await endServers();
  await place.remove();
}, LIMITS.test);
beforeEach(async () => {
  place = await makeFolder();
});
afterEach(async () => {
  await endServers();
  await place.remove();
});

describe("a group that stays", () => {
  for (let kill = 0; kill < KILLS; kill++) {
    it(`completes a job of which a rank is killed (${kill + 1} of ${KILLS})`, { timeout: LIMITS.test }, async () => {
      const server = await begin();
      const done = 1 + (kill % 5);
      const id = await underWay(server, done);
      const ranks = await processesOf(server, RANK);
      expect(ranks.length).toBeGreaterThan(1);
      // A moment and a rank that chance picks; the name of the test says only which kill it was.
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      process.kill(ranks[Math.floor(Math.random() * ranks.length)] ?? 0, "SIGKILL");
      await expectComplete(server, id, done);
    });
  }

  it("notices a rank that is stopped, and one whose mpirun is", { timeout: LIMITS.test }, async () => {
    const server = await begin();
    for (const which of [RANK, MPIRUN]) {
      const before = await processesOf(server, MPIRUN);
      const id = (await server.submit(which === RANK ? speech : await talk(74), {})).json.id;
      await expect.poll(async () => (await jobOf(server, id)).segments.done, POLL).toBeGreaterThan(0);
      const stopped = (await processesOf(server, which)).at(-1) ?? 0;
      process.kill(stopped, "SIGSTOP");
      await expect
        .poll(async () => (await processesOf(server, MPIRUN)).some((pid) => before.includes(pid)), {
          timeout: LIMITS.noticed,
          interval: 200,
        })
        .toBe(false);
      expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    }
  });

  it("is kept by another supervisor when its own is killed", { timeout: LIMITS.test }, async () => {
    const server = await begin();
    const id = await underWay(server, 1);
    const [supervisor = 0] = await processesOf(server, SUPERVISOR);
    process.kill(supervisor, "SIGKILL");
    const before = (await jobOf(server, id)).segments.done;
    await expect
      .poll(async () => (await jobOf(server, id)).segments.done, { timeout: LIMITS.resumed, interval: 100 })
      .toBeGreaterThan(before);
    await expectComplete(server, id, 1);
  });

  it("ends with a server that is killed, and the next one's goes on", { timeout: LIMITS.test }, async () => {
    const first = await begin();
    const id = await underWay(first, 1);
    const below = (await descendants(first.command.child.pid ?? 0)).map(({ pid }) => pid);
    first.command.child.kill("SIGKILL");
    // Its output closes when all that it started is gone.
    await first.command.ended;
    await allEnd(below);
    const second = await begin();
    await expectComplete(second, id, 1);
  });

  it(
    "stops the work of a job that is cancelled within 2 s, and goes on with others",
    { timeout: LIMITS.test },
    async () => {
      const server = await begin({ SISTER_SPEECH_MODEL: "sleep:5" });
      const id = (await server.submit(speech, {})).json.id;
      await expect.poll(async () => (await jobOf(server, id)).segments.total, POLL).toBeGreaterThan(0);
      const ranks = await processesOf(server, RANK);
      await server.request(`/api/jobs/${id}/cancel`, { method: "POST" });
      const next = (await server.submit(await talk(62), {})).json.id;
      // A segment takes a minute: had the old ones gone on, nobody would be free.
      await expect
        .poll(async () => (await jobOf(server, next)).status, { timeout: 2000, interval: 50 })
        .toBe("running");
      expect(await processesOf(server, RANK)).toEqual(ranks);
      await server.request(`/api/jobs/${next}/cancel`, { method: "POST" });
    },
  );
});
