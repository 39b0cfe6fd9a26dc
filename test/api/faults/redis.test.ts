/** Redis may go away, come back empty, or never be there: no job is harmed, and no request gets a 5xx. The tests run together, each with its own Redis. */
import { describe, expect, it } from "vitest";
import {
  knowsOthers,
  PASSWORD,
  redisMissing,
  startRedis,
  startSentinel,
  type RedisServer,
} from "../../support/cache/redis-server.js";
import { makePlace } from "../../support/api/place.js";
import { startServer, talk, until, variantOf, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const missing = redisMissing();
const LIMIT = { timeout: patience(120_000) };

interface World {
  redis: RedisServer;
  server: TestServer;
}
type Finally = (end: () => Promise<void>) => void;

/** A server with a single Redis; if `guarded`, with a Redis that has a replica and three Sentinels. */
async function begin(finally_: Finally, { guarded = false } = {}): Promise<World> {
  const place = await makePlace();
  finally_(() => place.remove());
  const started = async (one: Promise<RedisServer>): Promise<RedisServer> => {
    const running = await one;
    finally_(() => running.stop());
    return running;
  };
  const redis = await started(startRedis());
  const env: NodeJS.ProcessEnv = { ...place.env, REDIS_PASSWORD: PASSWORD, SISTER_SPEECH_MODEL: "sleep:0.1" };
  if (guarded) {
    await started(startRedis(redis.port));
    const sentinels = await Promise.all([1, 2, 3].map(() => started(startSentinel(redis.port))));
    // Until the Sentinels have found each other and the replica, none can take over.
    await until(async () => sentinels.every(({ port }) => knowsOthers(port)));
    env["REDIS_SENTINELS"] = sentinels.map(({ port }) => `127.0.0.1:${port}`).join(",");
  } else env["REDIS_URL"] = `redis://127.0.0.1:${redis.port}`;
  const server = await startServer(env);
  finally_(async () => void (await server.stop()));
  return { redis, server };
}

async function expectUnharmed(server: TestServer, id: string): Promise<void> {
  expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
  const events = await server.request(`/api/jobs/${id}/events`);
  expect([events.status, events.text.includes("completed")]).toEqual([200, true]);
  expect((await server.request("/ready")).status).toBe(200);
  expect(server.command.stderr()).not.toContain(PASSWORD);
}

describe("a server with Redis", () => {
  if (missing !== null) {
    it("does without it", ({ skip }) => skip(missing));
    return;
  }

  for (const [fault, guarded, harm] of [
    ["is flushed", false, ({ say }: RedisServer): Promise<unknown> => Promise.resolve(say(["FLUSHALL"]))],
    ["is killed, and its replica takes over", true, ({ kill }: RedisServer): Promise<void> => kill()],
  ] as const) {
    it.concurrent(`finishes a job while Redis ${fault}`, LIMIT, async ({ onTestFinished }) => {
      const { redis, server } = await begin(onTestFinished, { guarded });
      const { id } = (await server.submit(await talk(62), {})).json;
      await until(async () => (await server.request(`/api/jobs/${id}`)).json.segments.done > 0);
      expect(redis.keys()).toBeGreaterThan(0);
      await harm(redis);
      await expectUnharmed(server, id);
    });
  }

  it.concurrent("finishes a job while Redis is away from its start to its end", LIMIT, async ({ onTestFinished }) => {
    const { redis, server } = await begin(onTestFinished);
    await redis.kill();
    const { id } = (await server.submit(await talk(62), {})).json;
    await expectUnharmed(server, id);
  });

  it.concurrent("ignores values in Redis that are not lists of words", LIMIT, async ({ onTestFinished }) => {
    const { redis, server } = await begin(onTestFinished);
    const speech = await talk(62);
    const first = (await server.submit(speech, {})).json.id;
    await server.ended(first);
    const clean = (await server.request(`/api/jobs/${first}/subtitles/en.srt`)).text;
    redis.spoil();
    // Another file, because the same one would be completed without any segment.
    const second = (await server.submit(variantOf(speech, 1), {})).json.id;
    expect(await server.ended(second)).toMatchObject({ status: "completed" });
    expect((await server.request(`/api/jobs/${second}/subtitles/en.srt`)).text).toBe(clean);
  });
});
