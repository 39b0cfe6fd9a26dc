/** Redis may go away, come back empty, or never be there: no job is harmed, and nothing answers 5xx for it. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { makeFolder } from "../cli/sister.js";
import { PASSWORD, redisMissing, startRedis, type RedisServer } from "../cache/redis-server.js";
import { startServer, talk, variantOf, type TestServer } from "./server.js";

const missing = redisMissing();
const POLL = { timeout: 60_000, interval: 50 };

describe("a server with a Redis", () => {
  if (missing !== null) {
    it("does without it", ({ skip }) => skip(missing));
    return;
  }
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let redis: RedisServer;
  let server: TestServer;
  beforeEach(async () => {
    place = await makeFolder();
    redis = await startRedis();
    server = await startServer({
      ...place.env,
      REDIS_URL: `redis://127.0.0.1:${redis.port}`,
      REDIS_PASSWORD: PASSWORD,
      SISTER_SPEECH_MODEL: "sleep:0.1",
    });
  });
  afterEach(async () => {
    await server.stop();
    await redis.stop();
    await place.remove();
  });

  const segmentsDone = async (id: string): Promise<number> =>
    (await server.request(`/api/jobs/${id}`)).json.segments.done;

  for (const [fault, harm] of [
    ["is flushed", (): Promise<string> => Promise.resolve(redis.say(["FLUSHALL"]))],
    ["is killed", (): Promise<void> => redis.kill()],
  ] as const) {
    it(`finishes a job while it ${fault}`, { timeout: 120_000 }, async () => {
      const { id } = (await server.submit(await talk(62), {})).json;
      await expect.poll(() => segmentsDone(id), POLL).toBeGreaterThan(0);
      expect(redis.keys()).toBeGreaterThan(0);
      await harm();
      expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
      const events = await server.request(`/api/jobs/${id}/events`);
      expect([events.status, events.text.includes("completed")]).toEqual([200, true]);
      expect((await server.request("/ready")).status).toBe(200);
      expect(server.command.stderr()).not.toContain(PASSWORD);
    });
  }

  it("takes nothing from it that is no list of words", { timeout: 120_000 }, async () => {
    const speech = await talk(62);
    const first = (await server.submit(speech, {})).json.id;
    await server.ended(first);
    const clean = (await server.request(`/api/jobs/${first}/subtitles/en.srt`)).text;
    redis.spoil();
    // Another file: the same one would be answered without any segment.
    const second = (await server.submit(variantOf(speech, 1), {})).json.id;
    expect(await server.ended(second)).toMatchObject({ status: "completed" });
    expect((await server.request(`/api/jobs/${second}/subtitles/en.srt`)).text).toBe(clean);
  });
});
