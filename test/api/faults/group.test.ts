/**
 * Faults of a server's process group. The engine only sleeps: the tests check which segments are done again, not what is recognized. The full run injects all
 * faults at many moments.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allEnd, descendants } from "../../cli/sister.js";
import { MPIRUN, processesOf, RANK, SUPERVISOR } from "../../support/api/group-processes.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { eventsOf, startServer, talk, until, type Answer, type TestServer } from "../../support/api/server.js";
import { expectWithin, patience } from "../../support/pace.js";

/** It sleeps 0.2 s for each second of audio, so that a segment takes 2 to 3 s. */
const ENGINE = { SISTER_SPEECH_MODEL: "sleep:0.2" };
const isFull = process.env["SISTER_TEST_FULL"] === "1";
const KILLS = isFull ? 20 : 1;
/** What is promised, in milliseconds: judged on a quiet machine. */
const PROMISED = { noticed: 30_000, resumed: 45_000, cancelled: 2000 };

/** One at a time, its cases would wait most of the time: for a silence to be noticed, for a lease to end. Each has a server of its own, so they wait together. */
const CASE = { timeout: patience(240_000) };

let speech: Uint8Array;
/** The subtitles of a run without faults. */
let clean: Promise<string>;

const subtitlesOf = async (server: TestServer, id: string): Promise<string> =>
  (await server.request(`/api/jobs/${id}/subtitles/en.srt`)).text;
interface Segment {
  index: number;
  state: string;
  rank: number | null;
  attempts: number;
}
const segmentsOf = async (server: TestServer, id: string): Promise<Segment[]> =>
  (await server.request(`/api/jobs/${id}/segments`)).json as unknown as Segment[];
const jobOf = async (server: TestServer, id: string): Promise<Answer> => (await server.request(`/api/jobs/${id}`)).json;

/** A data folder and its servers, one after another, for one test. */
class World {
  readonly #place: Place;
  readonly #servers: TestServer[] = [];

  private constructor(place: Place) {
    this.#place = place;
  }

  /** @param onEnd called with a function that ends it */
  static async begin(onEnd: (end: () => Promise<void>) => void): Promise<World> {
    const world = new World(await makePlace());
    onEnd(() => world.end());
    return world;
  }

  async serve(env: NodeJS.ProcessEnv = {}): Promise<TestServer> {
    const server = await startServer({ ...this.#place.env, ...ENGINE, ...env });
    this.#servers.push(server);
    return server;
  }

  async end(): Promise<void> {
    for (const { command } of this.#servers) command.child.kill("SIGTERM");
    await Promise.all(this.#servers.map(({ command }) => command.ended));
    await this.#place.remove();
  }
}

/** A job in the group with this many segments done. */
async function underWay(server: TestServer, done: number, file = speech): Promise<string> {
  const { id } = (await server.submit(file, {})).json;
  await until(async () => (await jobOf(server, id)).segments.done >= done);
  return id;
}

/** Expects that the job is complete as in a run without faults, and that no finished segment was done again. */
async function expectComplete(server: TestServer, id: string, doneBefore: number): Promise<void> {
  const job = await server.ended(id);
  expect(job).toMatchObject({ status: "completed", error: null, route: "group" });
  expect(await subtitlesOf(server, id)).toBe(await clean);
  const again = job.ranks.reduce((sum, { segments }) => sum + segments, 0);
  expect(again).toBeLessThanOrEqual(job.segments.total - doneBefore);
}

async function cleanRun(): Promise<string> {
  const ends: (() => Promise<void>)[] = [];
  const world = await World.begin((end) => ends.push(end));
  try {
    const server = await world.serve();
    const { id } = (await server.submit(speech, {})).json;
    expect(await server.ended(id)).toMatchObject({ status: "completed", route: "group" });
    const srt = await subtitlesOf(server, id);
    expect(srt.length).toBeGreaterThan(500);
    return srt;
  } finally {
    for (const end of ends) await end();
  }
}

beforeAll(async () => {
  speech = await talk(75);
  clean = cleanRun();
  // Event streams announce it.
  clean.catch(() => undefined);
}, CASE.timeout);
afterAll(() => clean, CASE.timeout);

describe("a standing group", () => {
  for (let kill = 0; kill < KILLS; kill++) {
    it.concurrent(
      `completes a job although a rank is killed (${kill + 1} of ${KILLS})`,
      CASE,
      async ({ onTestFinished }) => {
        // Seven segments of 4 s: at any moment of the kill, there is work left.
        const server = await (await World.begin(onTestFinished)).serve({ SISTER_SPEECH_MODEL: "sleep:0.4" });
        const done = 1 + (kill % 4);
        const id = await underWay(server, done);
        const ranks = await processesOf(server, RANK);
        expect(ranks.length).toBeGreaterThan(1);
        // Moment and rank are random; the name of the test only counts the kills.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
        process.kill(ranks[Math.floor(Math.random() * ranks.length)] ?? 0, "SIGKILL");
        await expectComplete(server, id, done);
      },
    );
  }

  it.concurrent("reports that the segment of a killed rank is done again", CASE, async ({ onTestFinished }) => {
    const server = await (await World.begin(onTestFinished)).serve({ SISTER_SPEECH_MODEL: "sleep:0.4" });
    const id = await underWay(server, 1);
    const [victim = 0] = await processesOf(server, RANK);
    await until(async () => (await segmentsOf(server, id)).some(({ state }) => state === "running"));
    process.kill(victim, "SIGKILL");
    // The whole group ends with it: the segments of its ranks wait for the next group.
    let lost: Segment | undefined;
    await until(async () => {
      lost ??= (await segmentsOf(server, id)).find(({ state, attempts }) => state === "waiting" && attempts === 1);
      return lost !== undefined;
    });
    expect(lost).toMatchObject({ rank: null });
    // A slow test may see it only when it is done: the events at the end tell that it was running.
    await until(async () =>
      (await segmentsOf(server, id)).some(({ index, attempts }) => index === lost?.index && attempts === 2),
    );
    expect(await server.ended(id)).toMatchObject({ status: "completed" });
    const after = (await segmentsOf(server, id))[lost?.index ?? 0];
    expect(after).toMatchObject({ state: "done", attempts: 2, rank: expect.any(Number) as number });
    const { text } = await server.request(`/api/jobs/${id}/events`);
    const told = eventsOf(text).flatMap(({ event, data }) => (event === "segment" ? [data as unknown as Segment] : []));
    const states = told
      .filter(({ index }) => index === lost?.index)
      .map(({ state, attempts }) => `${state} ${attempts}`);
    expect(states.join(", ")).toMatch(/running 1, waiting 1.*running 2, done 2$/);
  });

  for (const [who, which] of [
    ["a rank that is stopped", RANK],
    ["ranks whose mpirun is stopped", MPIRUN],
  ] as const) {
    it.concurrent(`notices ${who}`, CASE, async ({ onTestFinished }) => {
      const server = await (await World.begin(onTestFinished)).serve();
      const id = await underWay(server, 1);
      const before = await processesOf(server, MPIRUN);
      const stopped = (await processesOf(server, which)).at(-1) ?? 0;
      process.kill(stopped, "SIGSTOP");
      const took = await until(async () => !(await processesOf(server, MPIRUN)).some((pid) => before.includes(pid)));
      expectWithin(`${who}: the group is ended`, took, PROMISED.noticed);
      expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    });
  }

  it.concurrent("is started again by another supervisor when its own is killed", CASE, async ({ onTestFinished }) => {
    const server = await (await World.begin(onTestFinished)).serve();
    const id = await underWay(server, 1);
    const [supervisor = 0] = await processesOf(server, SUPERVISOR);
    process.kill(supervisor, "SIGKILL");
    const before = (await jobOf(server, id)).segments.done;
    const took = await until(async () => (await jobOf(server, id)).segments.done > before);
    expectWithin("another supervisor goes on with the job", took, PROMISED.resumed);
    await expectComplete(server, id, 1);
  });

  it.concurrent(
    "ends with its killed server, and the group of the next server goes on",
    CASE,
    async ({ onTestFinished }) => {
      const world = await World.begin(onTestFinished);
      const first = await world.serve();
      const id = await underWay(first, 1);
      const below = (await descendants(first.command.child.pid ?? 0)).map(({ pid }) => pid);
      first.command.child.kill("SIGKILL");
      // Its output closes when all processes that it started are gone.
      await first.command.ended;
      await allEnd(below);
      await expectComplete(await world.serve(), id, 1);
    },
  );

  it("stops the work of a cancelled job within 2 s, and goes on with others", CASE, async ({ onTestFinished }) => {
    const server = await (await World.begin(onTestFinished)).serve({ SISTER_SPEECH_MODEL: "sleep:5" });
    const id = (await server.submit(speech, {})).json.id;
    await until(async () => (await jobOf(server, id)).segments.total > 0);
    const ranks = await processesOf(server, RANK);
    await server.request(`/api/jobs/${id}/cancel`, { method: "POST" });
    const next = (await server.submit(await talk(62), {})).json.id;
    // A segment takes a minute: if the old ones went on, no rank would be free.
    const took = await until(async () => (await jobOf(server, next)).status === "running");
    expectWithin("the ranks are free for the next job", took, PROMISED.cancelled);
    expect(await processesOf(server, RANK)).toEqual(ranks);
    await server.request(`/api/jobs/${next}/cancel`, { method: "POST" });
  });
});
