import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { descendants, makeFolder, run } from "../../cli/sister.js";
import { eventsOf, startServer, talk, variantOf, type Reply, type TestServer } from "../../support/api/server.js";
import { expectWithin } from "../../support/pace.js";
import { until } from "../../support/until.js";
import { patience } from "../../support/pace.js";

/** Only a test that hangs takes so long. */
const POLL = { timeout: patience(40_000) };

/** One server for all tests that do not disturb others. */
describe("sister serve", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let server: TestServer;
  let speech: Uint8Array;
  beforeAll(async () => {
    place = await makeFolder();
    speech = await talk(5);
    server = await startServer({ ...place.env, SISTER_GROUP_THRESHOLD_S: "30", SISTER_MAX_UPLOAD_BYTES: "3000000" });
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  const incoming = (): Promise<string[]> => readdir(join(place.folder, "data", "incoming"));
  /** All files that are kept of uploads. */
  const videos = async (): Promise<string[]> =>
    (await readdir(join(place.folder, "data", "videos"), { recursive: true }))
      .filter((name) => name.includes("/"))
      .sort();
  const problem = (reply: Reply, status: number, detail: RegExp): void => {
    expect(reply.status).toBe(status);
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.json).toMatchObject({ status });
    expect(reply.json.detail).toMatch(detail);
  };

  it("accepts a video, streams its events, and returns its subtitles in every format", async () => {
    const made = await server.submit(speech, { target: "es" });
    expect(made.status).toBe(202);
    const { id } = made.json;
    expect(made.headers.get("location")).toBe(`/api/jobs/${id}`);
    expect(made.json).toMatchObject({ status: "queued", route: "local", filename: "a talk.wav", targets: ["es"] });

    // The stream ends with the job.
    const events = eventsOf((await server.request(`/api/jobs/${id}/events`)).text);
    expect(events.map((event) => event.id)).toEqual(events.map((_, i) => i + 1));
    expect(events.at(0)).toMatchObject({ event: "status", data: { status: "queued" } });
    expect(events.at(-1)).toMatchObject({ event: "status", data: { status: "completed" } });
    expect(events.some(({ event, data }) => event === "cue" && /computers/i.test(data.text ?? ""))).toBe(true);
    const rest = await server.request(`/api/jobs/${id}/events`, { headers: { "Last-Event-ID": "2" } });
    expect(eventsOf(rest.text)).toEqual(events.slice(2));

    const job = await server.ended(id);
    expect(job).toMatchObject({ status: "completed", progress: 1, error: null, source: "en" });
    expect(job.segments.done).toBe(job.segments.total);
    const srt = await server.request(`/api/jobs/${id}/subtitles/en.srt`);
    expect(srt.text).toMatch(/^1\n00:00:0\d,\d{3} --> /);
    expect(srt.headers.get("content-disposition")).toContain("a%20talk.en.srt");
    expect((await server.request(`/api/jobs/${id}/subtitles/es.vtt`)).text).toMatch(/^WEBVTT/);
    const etag = srt.headers.get("etag") ?? "";
    const again = await server.request(`/api/jobs/${id}/subtitles/en.srt`, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);
    problem(await server.request(`/api/jobs/${id}/subtitles/fr.srt`), 404, /one of en, es/);
  });

  it("refuses a language that its model does not hear, and to tell the language", async () => {
    problem(await server.submit(speech, { source: "auto" }), 422, /cannot detect the spoken language/);
    problem(await server.submit(speech, { source: "de" }), 422, /recognizes en, not de/);
  });

  it("saves an edit only of the current version", async () => {
    const { id } = (await server.submit(speech, { target: "es" })).json;
    await server.ended(id);
    const path = `/api/jobs/${id}/subtitles/es`;
    const seen = await server.request(`${path}.json`);
    const document = { ...seen.json, cues: [{ ...seen.json.cues[0], text: "¡Hola!" }] };
    const put = (headers: Record<string, string>, body: unknown = document): ReturnType<TestServer["request"]> =>
      server.request(path, {
        method: "PUT",
        headers: { "Content-Type": "application/json", ...headers },
        body: JSON.stringify(body),
      });
    problem(await put({}), 428, /If-Match/);
    problem(
      await put({ "If-Match": '"1"' }, { language: "es", cues: [{ index: 1, start: 2, end: 1, text: "" }] }),
      422,
      /cues must/,
    );
    const saved = await put({ "If-Match": seen.headers.get("etag") ?? "" });
    expect([saved.status, saved.headers.get("etag")]).toEqual([200, '"2"']);
    problem(await put({ "If-Match": '"1"' }), 412, /changed/);
    expect((await server.request(`${path}.srt`)).text).toContain("¡Hola!");
  });

  it("sends a video over the threshold to a process group", async () => {
    const made = await server.submit(await talk(35), {});
    expect(made.json.route).toBe("group");
    const job = await server.ended(made.json.id);
    expect(job).toMatchObject({ status: "completed" });
    expect(job.ranks.length).toBeGreaterThan(1);
    // Segments that were recognized in another video are not recognized again.
    const heard = job.ranks.reduce((sum, rank) => sum + rank.segments, 0);
    expect(heard).toBeGreaterThan(0);
    expect(heard).toBeLessThanOrEqual(job.segments.total);
  });

  it("lists jobs in pages, and removes one with its video", async () => {
    const { id } = (await server.submit(variantOf(speech, 2), {})).json;
    await server.ended(id);
    const page = await server.request("/api/jobs?limit=1");
    expect(page.json.jobs).toMatchObject([{ id }]);
    const next = await server.request(`/api/jobs?limit=1&cursor=${page.json.next}`);
    expect(next.json.jobs[0]?.id).not.toBe(id);
    problem(await server.request("/api/jobs?limit=0"), 422, /limit/);
    problem(await server.request("/api/jobs?cursor=x"), 400, /cursor/);
    const kept = (await videos()).length;
    expect((await server.request(`/api/jobs/${id}`, { method: "DELETE" })).status).toBe(204);
    expect((await videos()).length).toBe(kept - 1);
    problem(await server.request(`/api/jobs/${id}`), 404, /no job/);
    problem(await server.request(`/api/jobs/${id}`, { method: "DELETE" }), 404, /no job/);
  });

  it("makes one job of many requests with one Idempotency-Key", async () => {
    const key = { "Idempotency-Key": "one talk" };
    const replies = await Promise.all(Array.from({ length: 10 }, () => server.submit(speech, {}, key)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(replies.map(({ json }) => json.id)).size).toBe(1);
    problem(await server.submit(speech, { target: "es" }, key), 422, /another request/);
    await server.ended(replies[0]?.json.id ?? "");
  });

  it("cancels a job within 2 s, and retries it", async () => {
    const { id, route } = (await server.submit(await talk(25), { target: "es" })).json;
    expect(route).toBe("local");
    const running = async () => (await server.request(`/api/jobs/${id}`)).json;
    await expect.poll(async () => (await running()).segments.total, POLL).toBeGreaterThan(0);
    expect((await running()).status).toBe("running");
    problem(await server.request(`/api/jobs/${id}`, { method: "DELETE" }), 409, /is running/);
    problem(await server.request(`/api/jobs/${id}/subtitles/es`, { method: "PUT", body: "{}" }), 409, /not done/);
    const cancelled = await server.request(`/api/jobs/${id}/cancel`, { method: "POST" });
    expect(cancelled.json.status).toBe("cancelled");
    // Engines of the server itself: those of the process group stay.
    const own = server.command.child.pid ?? 0;
    const engines = async (): Promise<number> =>
      (await descendants(own)).filter(({ command, parent }) => parent === own && command.includes("engine-main"))
        .length;
    expectWithin("the engines of a cancelled job end", await until(async () => (await engines()) === 0), 2000);
    expect((await server.request(`/api/jobs/${id}/retry`, { method: "POST" })).status).toBe(202);
    expect(await server.ended(id)).toMatchObject({ status: "completed" });
    problem(await server.request(`/api/jobs/${id}/cancel`, { method: "POST" }), 409, /ended/);
    problem(await server.request(`/api/jobs/${id}/retry`, { method: "POST" }), 409, /completed/);
  });

  it("refuses invalid videos, forms and languages, and keeps nothing of them", async () => {
    const kept = await videos();
    const other = variantOf(speech, 1);
    problem(await server.submit(other, { target: "xx" }), 422, /xx/);
    problem(await server.submit(other, { source: "fr" }), 422, /recognizes en, not fr/);
    problem(await server.submit(Buffer.from("not a video at all"), {}), 422, /no video/);
    problem(await server.submit(Buffer.from("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1/x.ts\n"), {}), 422, /the upload/);
    problem(await server.submit(new Uint8Array(0), {}), 422, /empty/);
    problem(await server.submit(speech, { target: "../es" }), 422, /language code/);
    problem(
      await server.submit(speech, {
        target: Array.from({ length: 39 }, (_, i) => `a${String.fromCharCode(97 + (i % 26))}${i % 2 ? "a" : "b"}`),
      }),
      422,
      /at most 20/,
    );
    problem(await server.submit(new Uint8Array(3_100_000), {}), 413, /larger/);
    problem(await server.request("/api/jobs", { method: "POST", body: "{}" }), 415, /multipart/);
    problem(
      await server.request("/api/jobs", {
        method: "POST",
        body: "--x",
        headers: { "Content-Type": "multipart/form-data" },
      }),
      415,
      /multipart/,
    );
    const misnamed = new FormData();
    misnamed.append("picture", new Blob([speech]), "x");
    problem(await server.request("/api/jobs", { method: "POST", body: misnamed }), 400, /"video"/);
    await expect.poll(incoming, POLL).toEqual([]);
    expect(await videos()).toEqual(kept);
    expect((await server.request("/health")).json).toEqual({ status: "alive" });
  });

  it("keeps nothing of an upload that is cut off", async () => {
    const stop = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(
          Buffer.from('--x\r\nContent-Disposition: form-data; name="video"; filename="v.wav"\r\n\r\nRIFF....'),
        );
      },
    });
    const sent = fetch(new URL("/api/jobs", server.url), {
      method: "POST",
      body,
      headers: { "Content-Type": "multipart/form-data; boundary=x" },
      signal: stop.signal,
      duplex: "half",
    });
    await expect.poll(async () => (await incoming()).length, POLL).toBe(1);
    stop.abort();
    await expect(sent).rejects.toThrow();
    await expect.poll(incoming, POLL).toEqual([]);
  });

  it("serves only pages and programs of this machine", async () => {
    for (const headers of [
      { Origin: "http://evil.example" },
      { "Sec-Fetch-Site": "cross-site" },
      { "X-Forwarded-For": "10.0.0.1" },
    ] as Record<string, string>[])
      problem(await server.request("/api/jobs", { headers }), 403, /may not|its own machine/);
    // `sister token` works beside the running server, through its socket; a second server is refused.
    const made = await run(["token", "create", "eve"], place.env);
    expect([made.status, made.stdout]).toEqual([0, expect.stringMatching(/^sister_/)]);
    expect((await run(["token", "list"], place.env)).stdout).toMatch(/ eve /);
    const second = await run(["serve"], { ...place.env, PORT: "0" });
    expect([second.status, second.stderr]).toEqual([2, expect.stringMatching(/in use by process/)]);
  });

  it("describes its routes and languages", async () => {
    expect((await server.request("/api/languages")).json).toMatchObject({
      sources: ["en"],
      targets: { en: expect.arrayContaining(["es"]) as unknown },
    });
    expect((await server.request("/ready")).json).toEqual({ status: "ready" });
    const document = (await server.request("/openapi.json")).json;
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(["/api/jobs", "/api/jobs/{id}", "/api/jobs/{id}/events", "/api/jobs/{id}/cancel"]),
    );
    problem(await server.request("/nowhere"), 404, /openapi/);
    problem(await server.request("/api/jobs/no-uuid"), 404, /no job with this id/);
  });
});

describe("a server that stops or starts", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let servers: TestServer[] = [];
  const begin = async (env: NodeJS.ProcessEnv = {}): Promise<TestServer> => {
    const server = await startServer({ ...place.env, ...env });
    servers.push(server);
    return server;
  };
  beforeAll(async () => {
    place = await makeFolder();
  });
  afterEach(async () => {
    for (const { command } of servers) command.child.kill("SIGKILL");
    await Promise.all(servers.map(({ command }) => command.ended));
    servers = [];
  });
  afterAll(() => place.remove());

  // SIGKILL in the full run: in each run the faults of the group have a server that is killed.
  const signals: NodeJS.Signals[] =
    process.env["SISTER_TEST_FULL"] === undefined ? ["SIGTERM"] : ["SIGTERM", "SIGKILL"];
  for (const [sample, signal] of signals.entries()) {
    it(`loses no job when it gets ${signal}: the next one finishes it`, async () => {
      // What is heard is of no interest here.
      const sleeping = { SISTER_SPEECH_MODEL: "sleep:0.2" };
      const first = await begin(sleeping);
      // Another file each time, because the same one would be completed at once.
      const { id } = (await first.submit(variantOf(await talk(40), sample), {})).json;
      await expect
        .poll(async () => (await first.request(`/api/jobs/${id}`)).json.segments.total, POLL)
        .toBeGreaterThan(0);
      first.command.child.kill(signal);
      expect((await first.command.ended).status).toBe(signal === "SIGTERM" ? 143 : null);
      const second = await begin(sleeping);
      expect(await second.ended(id)).toMatchObject({ status: "completed", error: null });
    });
  }

  it("with tokens keeps owners apart, and refuses clients without one", async () => {
    const tokens: string[] = [];
    for (const name of ["ada", "bob"]) tokens.push((await run(["token", "create", name], place.env)).stdout.trim());
    const listed = await run(["token"], place.env);
    expect(listed.stdout).toMatch(/ada/);
    expect(listed.stdout).not.toContain(tokens[0]);
    const server = await begin({ SISTER_TOKENS: "required" });
    const as = (token: string | undefined): Record<string, string> => ({ Authorization: `Bearer ${token}` });
    expect((await server.request("/health")).status).toBe(200);
    for (const headers of [{}, as("sister_none"), { Authorization: "Basic x" }] as Record<string, string>[])
      expect((await server.request("/api/jobs", { headers })).status).toBe(401);
    const { id } = (await server.submit(await talk(4), {}, as(tokens[0]))).json;
    expect((await server.request(`/api/jobs/${id}`, { headers: as(tokens[0]) })).status).toBe(200);
    for (const path of ["", "/events", "/subtitles/en.srt"])
      expect((await server.request(`/api/jobs/${id}${path}`, { headers: as(tokens[1]) })).status).toBe(404);
    for (const action of ["cancel", "retry"]) {
      const answer = await server.request(`/api/jobs/${id}/${action}`, { method: "POST", headers: as(tokens[1]) });
      expect(answer.status).toBe(404);
    }
    expect((await server.request("/api/jobs", { headers: as(tokens[1]) })).json.jobs).toEqual([]);
    expect(server.command.stderr()).not.toContain(tokens[0]);
    await server.stop();
    const ada = /^(\S+) +ada/m.exec(listed.stdout)?.[1] ?? "";
    expect((await run(["token", "revoke", ada], place.env)).status).toBe(0);
    expect((await run(["token", "revoke", "none"], place.env)).status).toBe(2);
  });

  it("names the environment variable that is not valid", async () => {
    for (const [name, value] of [
      ["PORT", "http"],
      ["SISTER_TOKENS", "maybe"],
      ["DATABASE_URL", "mysql://x:secret@y/z"],
      ["LOG_LEVEL", "loud"],
    ] as const) {
      const { status, stderr } = await run(["serve"], { ...place.env, [name]: value });
      expect([status, stderr]).toEqual([2, expect.stringContaining(name)]);
      expect(stderr).not.toContain("secret");
    }
    const open = await run(["serve"], { ...place.env, HOST: "0.0.0.0", SISTER_TOKENS: "off" });
    expect([open.status, open.stderr]).toEqual([2, expect.stringMatching(/give access to everybody/)]);
  });
});
