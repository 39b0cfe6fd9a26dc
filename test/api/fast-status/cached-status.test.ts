/** Statuses that are answered before the router: the response equals that of the route, and only the owner gets it. */
import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../../../src/api/access/authenticator.js";
import { HttpServer } from "../../../src/api/http/http-server.js";
import { JobStatusCache } from "../../../src/api/fast-status/job-status-cache.js";
import { answerCachedStatus } from "../../../src/api/fast-status/answer-cached-status.js";
import { buildMetrics } from "../../../src/api/metrics.js";
import type { RequestShares } from "../../../src/api/fast-status/request-shares.js";
import { readSettings } from "../../../src/service/settings/settings.js";
import { migrate } from "../../../src/database/migrations/migrate.js";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { noteFile } from "../../../src/store/files/files.js";
import { insertJob } from "../../../src/store/jobs/jobs.js";
import { createToken, revokeToken } from "../../../src/store/access/tokens.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { startServer, talk, type Reply, type TestServer } from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";

describe("a cached status", () => {
  let place: Place;
  let server: TestServer;
  let ada: TestToken;
  let job: { id: string; seen: Record<string, string> };
  beforeAll(async () => {
    place = await makePlace();
    ada = await makeToken("ada", place.env);
    const env = { SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:0.01", SISTER_RATE_LIMIT: "100000" };
    server = await startServer({ ...place.env, ...env });
    const made = await server.submit(await talk(1), {}, ada.bearer);
    expect(made.status).toBe(202);
    job = { id: made.json.id, seen: { ...ada.bearer, "Sister-LSN": made.headers.get("sister-lsn") ?? "" } };
    await server.ended(job.id, ada.bearer);
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });

  it("is answered as its route answers it", async () => {
    const path = `/api/jobs/${job.id}`;
    const withId = { ...job.seen, "X-Request-Id": "one" };
    const headersOf = ({ headers }: Reply): Record<string, string> =>
      Object.fromEntries(
        [...headers].filter(([name]) => !/^(date|ratelimit-re(maining|set)|transfer-encoding)$/.test(name)),
      );
    // A path with a question mark goes to the route.
    const [first, known, routed] = [
      await server.request(path, { headers: withId }),
      await server.request(path, { headers: withId }),
      await server.request(`${path}?`, { headers: withId }),
    ];
    for (const reply of [known, routed]) {
      expect(reply.status).toBe(200);
      expect(reply.text).toBe(first.text);
      expect(headersOf(reply)).toEqual(headersOf(first));
      expect(reply.headers.get("x-request-id")).toBe("one");
      expect(Number(reply.headers.get("ratelimit-remaining"))).toBeLessThan(100_000);
    }
    const metrics = await server.request("/metrics");
    const count = /request_duration_seconds_count\{method="GET",route="\/api\/jobs\/:id",status="200"\} (\d+)/;
    expect(Number(count.exec(metrics.text)?.[1])).toBeGreaterThanOrEqual(3);
  });

  it("is logged like any other request", async () => {
    const request = randomUUID();
    for (let i = 0; i < 2; i++)
      await server.request(`/api/jobs/${job.id}`, { headers: { ...job.seen, "X-Request-Id": request } });
    const lines = (): string[] =>
      server.command
        .stderr()
        .split("\n")
        .filter((line) => line.includes(request));
    await expect.poll(() => lines().length).toBe(2);
    for (const line of lines())
      expect(JSON.parse(line)).toMatchObject({ method: "GET", route: "/api/jobs/:id", owner: "ada", job: job.id });
  });
});

describe("the answer before the router", () => {
  const ROUTED = 418;

  it("is given only to the owner, with a valid token and the LSN of a past write, within the rate limit", async () => {
    const database = await openPglite(null);
    await migrate(database);
    const settings = { ...readSettings({ SISTER_TOKENS: "required", SISTER_RATE_LIMIT: "3" }), port: 0 };
    // With a clock that stands still, nothing expires.
    const jobStatuses = new JobStatusCache(database, () => 0);
    const authenticator = new Authenticator(database, () => 0);
    let taken = 0;
    const takeNow: RequestShares["takeNow"] = (_key, { limit }) =>
      taken < limit ? { allowed: true, limit, remaining: limit - ++taken, resetSeconds: 60 } : null;
    const answerEarly = answerCachedStatus({
      authenticator,
      jobStatuses,
      settings,
      limiter: { takeNow },
      log: pino({ level: "silent" }),
      metrics: buildMetrics(database),
    });
    const fetchRouted = (): Response => new Response(null, { status: ROUTED });
    const server = await HttpServer.open({ fetch: fetchRouted, answerEarly, onRefused: () => undefined }, settings);
    try {
      const { id, secret } = await createToken(database, "ada");
      const bob = await createToken(database, "bob");
      const job = await database.transaction(async (transaction) => {
        await noteFile(transaction, { sha256: "a".repeat(64), bytes: 1, media: {} });
        const fields = { route: "local", filename: "talk.wav", file: "a".repeat(64), duration: 1 } as const;
        return insertJob(transaction, { owner: "ada", ...fields, source: "en", targets: [] });
      });
      const seen = await database.wrote();
      const ask = async (token: string, headers: Record<string, string> = { "Sister-LSN": seen }, method = "GET") => {
        const url = `${server.url}/api/jobs/${job.id}`;
        return (await fetch(url, { method, headers: { Authorization: `Bearer ${token}`, ...headers } })).status;
      };
      /** Reads token and status into memory, as the route does. */
      const remember = async (): Promise<void> => {
        for (const token of [secret, bob.secret]) await authenticator.ofToken(token);
        await jobStatuses.read("ada", job.id, seen);
      };
      expect(await ask(secret)).toBe(ROUTED);
      await remember();
      expect(await ask(secret)).toBe(200);
      for (const other of [ask(bob.secret), ask("x"), ask(secret, {}), ask(secret, { "Sister-LSN": "FFFFFFFF/0" })])
        expect(await other).toBe(ROUTED);
      expect(await ask(secret, { "Sister-LSN": seen }, "HEAD")).toBe(ROUTED);
      jobStatuses.forget(job.id);
      expect(await ask(secret)).toBe(ROUTED);
      await remember();
      await revokeToken(database, id);
      authenticator.forget();
      expect(await ask(secret)).toBe(ROUTED);
      const third = await createToken(database, "ada");
      for (const expected of [200, 200, ROUTED]) {
        await remember();
        await authenticator.ofToken(third.secret);
        expect(await ask(third.secret)).toBe(expected);
      }
    } finally {
      await server.drain(0);
      await database.close();
    }
  });
});
