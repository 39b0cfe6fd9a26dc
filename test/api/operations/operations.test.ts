/** For operators and their programs: metrics, readiness, the OpenAPI document and its page. */
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apiTypes } from "../../../scripts/api-types/api-types.mjs";
import { findPostgres, startPostgres } from "../../support/store/postgres-server.js";
import { copyDatabase, makePlace, type Place } from "../../support/api/place.js";
import { expectProblem, startServer, talk, variantOf, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const POLL = { timeout: patience(30_000), interval: 200 };

/** The value of a metric, by name and labels as Prometheus writes them. */
function valueOf(text: string, metric: string): number {
  const line = text.split("\n").find((one) => one.startsWith(`${metric} `));
  return line === undefined ? NaN : Number(line.slice(metric.length + 1));
}

describe("a server of this machine", () => {
  let place: Place;
  let server: TestServer;
  beforeAll(async () => {
    place = await makePlace();
    server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01", SISTER_GROUP_THRESHOLD_S: "30" });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });
  const metrics = async (): Promise<string> => (await server.request("/metrics")).text;

  it("measures its queue, its work and its requests", async () => {
    const before = await metrics();
    expect(valueOf(before, "sister_segments_done_total")).toBe(0);
    expect(valueOf(before, 'sister_queue_jobs{route="group"}')).toBe(0);
    expect(valueOf(before, "sister_database_up")).toBe(1);
    expect(valueOf(before, "process_resident_memory_bytes")).toBeGreaterThan(1e7);

    const speech = await talk(5);
    const short = await server.ended((await server.submit(speech, {})).json.id);
    const much = await talk(40);
    const long = await server.ended((await server.submit(much, {})).json.id);
    // Another video, whose segments are cached except the last.
    const again = await server.ended((await server.submit(variantOf(much, 1), {})).json.id);
    expect([short.status, again.status, long.status, long.route]).toEqual([
      "completed",
      "completed",
      "completed",
      "group",
    ]);
    const total = short.segments.total + again.segments.total + long.segments.total;
    await server.request(`/api/jobs/${crypto.randomUUID()}`);
    // Server and supervisor write their counts to the database every few seconds, and they are shown a moment later.
    await expect.poll(async () => valueOf(await metrics(), "sister_segments_done_total"), POLL).toBe(total);
    await expect.poll(async () => valueOf(await metrics(), "sister_rank_busy_seconds_total"), POLL).toBeGreaterThan(0);
    // The counts of all three jobs: another process writes those of the last job than those of its segments.
    await expect.poll(async () => valueOf(await metrics(), "sister_audio_seconds_total"), POLL).toBeGreaterThan(49);
    const text = await metrics();
    expect(valueOf(text, 'sister_jobs{status="completed"}')).toBe(3);
    expect(valueOf(text, 'sister_kept_segments_total{result="hit"}')).toBeGreaterThan(0);
    expect(valueOf(text, "sister_real_time_factor")).toBeGreaterThan(0);
    const share = valueOf(text, "sister_rank_busy_share");
    expect(share > 0 && share <= 1).toBe(true);
    expect(valueOf(text, "sister_group_ranks")).toBeGreaterThan(1);
    expect(valueOf(text, "sister_engine_restarts_total")).toBe(0);
    const requests = (labels: string): number => valueOf(text, `sister_http_request_duration_seconds_count{${labels}}`);
    expect(requests('method="POST",route="/api/jobs",status="202"')).toBe(3);
    expect(requests('method="GET",route="/api/jobs/:id",status="404"')).toBe(1);
    // Only patterns of routes are labels, no ids.
    expect(text).not.toContain(short.id);
  });

  it("shows how many jobs wait, and for how long", async () => {
    // More jobs than it does at once, none of which ends.
    await copyDatabase(join(place.folder, "slow"));
    const busy = await startServer({ SISTER_DATA_DIR: join(place.folder, "slow"), SISTER_SPEECH_MODEL: "sleep:100" });
    try {
      const speech = await talk(2);
      for (let i = 0; i < 5; i++) expect((await busy.submit(speech, {})).status).toBe(202);
      const text = async (): Promise<string> => (await busy.request("/metrics")).text;
      await expect
        .poll(async () => valueOf(await text(), 'sister_queue_oldest_seconds{route="local"}'), POLL)
        .toBeGreaterThan(1);
      const running = valueOf(await text(), 'sister_jobs{status="running"}');
      const queued = valueOf(await text(), 'sister_queue_jobs{route="local"}');
      expect([running > 0, running + queued]).toEqual([true, 5]);
    } finally {
      expect(await busy.stop()).toBe(143);
    }
  });

  it("refuses metrics to requests through a proxy or from another site", async () => {
    for (const headers of [
      { "X-Forwarded-For": "10.0.0.1" },
      { "X-Real-IP": "10.0.0.1" },
      { Forwarded: "for=10.0.0.1" },
    ] as Record<string, string>[])
      expectProblem(await server.request("/metrics", { headers }), 403, /internal use only/);
    expectProblem(await server.request("/metrics", { headers: { Origin: "http://evil.example" } }), 403, /other sites/);
  });

  it("has the OpenAPI document from which the types of the page were made", async () => {
    const { json } = await server.request("/openapi.json");
    const file = new URL("../../../web/src/api/schema.d.ts", import.meta.url);
    // If this fails, `npm run web:types` makes them again.
    expect((await apiTypes(json)) === (await readFile(file, "utf8"))).toBe(true);
  });

  it("describes every route with examples and errors, as JSON and as a page that loads nothing", async () => {
    const reply = await server.request("/openapi.json");
    const document = reply.json as unknown as {
      paths: Record<
        string,
        Record<
          string,
          { summary: string; responses: Record<string, { content?: Record<string, { example?: unknown }> }> }
        >
      >;
      components: { schemas: Record<string, { example?: unknown }> };
    };
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/health", "/ready", "/metrics", "/docs", "/openapi.json", "/api/session", "/api/jobs"]),
    );
    for (const [path, item] of Object.entries(document.paths))
      for (const [method, { summary, responses }] of Object.entries(item)) {
        expect(summary, `${method} ${path}`).not.toBe("");
        const errors = Object.entries(responses).filter(([status]) => Number(status) >= 400);
        expect(
          errors.map(([status]) => status),
          `${method} ${path}`,
        ).toEqual(expect.arrayContaining(["400", "500"]));
        for (const [status, { content }] of errors)
          expect(content?.["application/problem+json"]?.example).toMatchObject({ status: Number(status) });
      }
    for (const name of [
      "Job",
      "JobPage",
      "Subtitles",
      "Session",
      "Languages",
      "Segment",
      "SegmentList",
      "Me",
      "GroupState",
      "CacheState",
    ])
      expect(document.components.schemas[name]?.example).toBeDefined();

    const page = await server.request("/docs");
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    expect(page.text).toContain("/api/jobs/{id}/events");
    expect(page.text).not.toMatch(/<(script|link|img|iframe)|@import|https?:|url\(/i);
    const policy = page.headers.get("content-security-policy") ?? "";
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'none'/);
    const style = /<style>([^]*)<\/style>/.exec(page.text)?.[1] ?? "";
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(style))).toString("base64");
    expect(policy).toContain(`'sha256-${hash}'`);
  });
});

describe("a server that is not ready", () => {
  let place: Place;
  let server: TestServer | null = null;
  beforeEach(async () => {
    place = await makePlace();
  });
  afterEach(async () => {
    await server?.stop();
    server = null;
    await place.remove();
  });
  const begin = async (env: NodeJS.ProcessEnv): Promise<TestServer> =>
    (server = await startServer({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.1", ...env }));

  it("reports that its disk is full or its folder is gone", async () => {
    const { request } = await begin({ SISTER_MIN_FREE_BYTES: "0" });
    expect((await request("/ready")).json).toEqual({ status: "ready" });
    const data = join(place.folder, "data");
    await rename(data, `${data}-away`);
    // A file takes its place, because the supervisor, which may just be starting, would make the folder again.
    await writeFile(data, "");
    await expect.poll(async () => (await request("/ready")).status, POLL).toBe(503);
    expectProblem(await request("/ready"), 503, /data folder cannot be written/);
    await rm(data);
    await rename(`${data}-away`, data);
    await expect.poll(async () => (await request("/ready")).status, POLL).toBe(200);
    await server?.stop();
    const full = await begin({ SISTER_MIN_FREE_BYTES: String(2 ** 50) });
    expectProblem(await full.request("/ready"), 503, /bytes free/);
    expect((await full.request("/health")).status).toBe(200);
  });

  it("reports that its speech engine cannot start", async () => {
    // A model that exists when the server starts, and is then removed.
    const model = join(place.folder, "moonshine");
    await mkdir(model);
    for (const file of ["encoder_model.onnx", "decoder_model_merged.onnx", "tokens.txt"])
      await writeFile(join(model, file), "x");
    const { request } = await begin({ SISTER_SPEECH_MODEL: model });
    await rm(model, { recursive: true });
    const reply = await request("/ready");
    expectProblem(reply, 503, /no engine/);
    expect(reply.headers.get("retry-after")).toBe("5");
  });

  it("reports that the database is away, without its password", async (context) => {
    const programs = findPostgres();
    if (programs === null) return context.skip("there is no PostgreSQL (Debian: postgresql)");
    const postgres = await startPostgres(programs);
    const url = postgres.url.replace("sister@", "sister:correct-horse%20battery@");
    const { request, command } = await begin({ DATABASE_URL: url, LOG_LEVEL: "debug" });
    expect((await request("/ready")).status).toBe(200);
    await postgres.stop();
    await expect.poll(async () => (await request("/ready")).status, POLL).toBe(503);
    expectProblem(await request("/ready"), 503, /database does not answer/);
    expect((await request("/health")).status).toBe(200);
    expect(valueOf((await request("/metrics")).text, "sister_database_up")).toBe(0);
    expectProblem(await request("/api/jobs"), 503, /away/);
    const id = (await request("/api/jobs")).json.requestId;
    expect(command.stderr()).toContain(id);
    command.child.kill("SIGKILL");
    await command.ended;
    server = null;
    expect(command.stderr()).not.toMatch(/correct-horse|battery/);
  });
});
