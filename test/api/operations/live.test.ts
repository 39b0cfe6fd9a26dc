/** Work in progress, and who may see it: segments, streams, search, the group, the cache. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../cli/sister.js";
import { makePlace, type Place } from "../../support/api/place.js";
import {
  eventsOf,
  expectProblem,
  startServer,
  talk,
  until,
  variantOf,
  type TestServer,
} from "../../support/api/server.js";
import { makeToken, type TestToken } from "../../support/api/tokens.js";

interface Segment {
  index: number;
  start: number;
  end: number;
  state: string;
  rank: number | null;
  host: string | null;
  attempts: number;
}

/** An event stream that is read while it goes on. */
interface OpenStream {
  text: () => string;
  /** The names of the events so far. */
  names: () => string[];
  /** The data of the events with one name. */
  data: (name: string) => Record<string, unknown>[];
  ended: Promise<void>;
  close: () => void;
}

async function openStream(server: TestServer, path: string, headers: Record<string, string>): Promise<OpenStream> {
  const stop = new AbortController();
  const answer = await fetch(new URL(path, server.url), { headers, signal: stop.signal });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
  let text = "";
  const read = async (): Promise<void> => {
    const decoder = new TextDecoder();
    for await (const piece of answer.body ?? []) text += decoder.decode(piece as Uint8Array, { stream: true });
  };
  return {
    text: () => text,
    names: () => eventsOf(text).map(({ event }) => event),
    data: (name) => eventsOf(text).flatMap(({ event, data }) => (event === name ? [data as never] : [])),
    ended: read().catch(() => undefined),
    close: () => stop.abort(),
  };
}

describe("a server with owners and operators", () => {
  let place: Place;
  let server: TestServer;
  let ada: TestToken;
  let chief: TestToken;
  beforeAll(async () => {
    place = await makePlace();
    ada = await makeToken("ada", place.env);
    chief = await makeToken("chief", place.env, "--operator");
    server = await startServer({
      ...place.env,
      SISTER_TOKENS: "required",
      SISTER_SPEECH_MODEL: "sleep:0.05",
      SISTER_GROUP_THRESHOLD_S: "30",
    });
  });
  afterAll(async () => {
    await server.stop();
    await place.remove();
  });
  const get = async <T>(path: string, token: TestToken): Promise<T> => {
    const reply = await server.request(path, { headers: token.bearer });
    expect(reply.status).toBe(200);
    return JSON.parse(reply.text) as T;
  };

  it("returns the caller's owner, role and session", async () => {
    expect(await get("/api/me", ada)).toEqual({ owner: "ada", operator: false, signIn: "token", expiresAt: null });
    expect(await get("/api/me", chief)).toMatchObject({ owner: "chief", operator: true });
    expectProblem(await server.request("/api/me"), 401, /token/);
    const begun = await server.request("/api/session", { method: "POST", headers: chief.bearer });
    const cookie = (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    const me = (await server.request("/api/me", { headers: { Cookie: cookie } })).json as unknown;
    expect(me).toEqual({
      owner: "chief",
      operator: true,
      signIn: "session",
      expiresAt: expect.stringMatching(/^20/) as string,
    });
    const { stdout } = await run(["token", "list"], place.env);
    expect(stdout.split("\n").filter((line) => line.includes("operator"))).toEqual([expect.stringContaining("chief")]);
  });

  it("shows the group and the cache only to operators", async () => {
    for (const [path, method] of [
      ["/api/group", "GET"],
      ["/api/cache", "GET"],
      ["/api/cache", "DELETE"],
    ] as const)
      expectProblem(await server.request(path, { method, headers: ada.bearer }), 403, /operator/);
    const state = await get<Record<string, unknown>>("/api/group", chief);
    expect(state).toMatchObject({
      servers: [{ version: expect.stringMatching(/^\d/) as string }],
      queue: { group: 0, local: 0, renders: 0 },
      engine: { name: "sleep", model: null, languages: ["*"], provider: "cpu", note: null },
      database: { kind: "embedded", primary: null, replicas: [] },
      cache: { kind: "memory", state: "alive" },
      disk: { leastBytes: 2 ** 30 },
    });
  });

  it("shows each segment with its rank, and resumes its event stream", async () => {
    const { id } = (await server.submit(await talk(40), { target: "es" }, ada.bearer)).json;
    const all = await openStream(server, "/api/events", ada.bearer);
    const stream = await openStream(server, `/api/jobs/${id}/events`, ada.bearer);
    await until(async () => {
      const { groups } = await get<{ groups: { ranks: { job: string | null; filename: string | null }[] }[] }>(
        "/api/group",
        chief,
      );
      return groups.some(({ ranks }) => ranks.some(({ job, filename }) => job === id && filename === "a talk.wav"));
    });
    const job = await server.ended(id, ada.bearer);
    await stream.ended;
    const segments = await get<Segment[]>(`/api/jobs/${id}/segments`, ada);
    expect(segments).toHaveLength(job.segments.total);
    for (const [i, { index, state, rank, host, attempts, start }] of segments.entries()) {
      expect([index, state, attempts]).toEqual([i, "done", 1]);
      expect([rank, host]).toEqual([expect.any(Number), job.ranks[0]?.host]);
      expect(start).toBe(segments[i - 1]?.end ?? 0);
    }
    expect(new Set(stream.data("segment").map(({ state }) => state))).toContain("running");
    for (const segment of segments) expect(stream.data("segment")).toContainEqual(segment);

    const half = eventsOf(stream.text())[4]?.id ?? 0;
    const headers = { ...ada.bearer, "Last-Event-ID": String(half) };
    const rest = await server.request(`/api/jobs/${id}/events`, { headers });
    expect(eventsOf(rest.text)).toEqual(eventsOf(stream.text()).filter((event) => event.id > half));

    // A list of jobs stays correct with only the stream of all jobs.
    await until(() => Promise.resolve(all.data("job").at(-1)?.["status"] === "completed"));
    expect(all.names()[0]).toBe("sync");
    expect(all.data("job").at(-1)).toEqual(await get(`/api/jobs/${id}`, ada));
    const path = `/api/jobs/${id}/subtitles/es`;
    const now = await server.request(`${path}.json`, { headers: ada.bearer });
    const saved = await server.request(path, {
      method: "PUT",
      headers: { ...ada.bearer, "If-Match": now.headers.get("etag") ?? "", "Content-Type": "application/json" },
      body: now.text,
    });
    expect(saved.status).toBe(200);
    await until(() => Promise.resolve(all.data("subtitles").length > 0));
    expect(all.data("subtitles")).toEqual([{ job: id, language: "es", version: 2 }]);
    const asked = await server.request(`/api/jobs/${id}/renders`, {
      method: "POST",
      headers: { ...ada.bearer, "Content-Type": "application/json" },
      body: JSON.stringify({ lang: "es", kind: "mux" }),
    });
    await until(() => Promise.resolve(all.data("render").at(-1)?.["status"] === "completed"));
    expect(all.data("render").at(-1)).toMatchObject({ id: asked.json.id, job: id, version: 2 });
    await server.request(`/api/jobs/${id}`, { method: "DELETE", headers: ada.bearer });
    await until(() => Promise.resolve(all.data("removed").length > 0));
    expect(all.data("removed")).toEqual([{ id }]);
    // A second sync would show that an event was lost.
    expect(all.names().filter((name) => name === "sync")).toHaveLength(1);
    all.close();
  });

  it("sends no events of other owners", async () => {
    const eve = await openStream(server, "/api/events", chief.bearer);
    await until(() => Promise.resolve(eve.names().length > 0));
    const { id } = (await server.submit(await talk(1), {}, ada.bearer)).json;
    const own = (await server.submit(await talk(2), {}, chief.bearer)).json;
    await server.ended(id, ada.bearer);
    await until(() => Promise.resolve(eve.data("job").at(-1)?.["status"] === "completed"));
    expect(new Set(eve.data("job").map((job) => job["id"]))).toEqual(new Set([own.id]));
    expectProblem(await server.request(`/api/jobs/${id}/segments`, { headers: chief.bearer }), 404, /no job/);
    eve.close();
  });

  it("clears the cache of segments in every process", async () => {
    const speech = await talk(35);
    const counts = async (sample: number): Promise<{ recognized: number; total: number }> => {
      const { id } = (await server.submit(variantOf(speech, sample), {}, ada.bearer)).json;
      await server.ended(id, ada.bearer);
      const segments = await get<Segment[]>(`/api/jobs/${id}/segments`, ada);
      const recognized = segments.filter(({ attempts, rank }) => attempts === 1 && rank !== null);
      return { recognized: recognized.length, total: segments.length };
    };
    const { total } = await counts(1);
    // All segments but the last are cached.
    expect(await counts(2)).toEqual({ recognized: 1, total });
    const { entries, bytes } = await get<{ entries: number; bytes: number }>("/api/cache", chief);
    expect([entries > total, bytes > 0]).toEqual([true, true]);
    const cleared = await server.request("/api/cache", { method: "DELETE", headers: chief.bearer });
    expect(cleared.json).toMatchObject({ entries: 0, bytes: 0 });
    expect(await counts(3)).toEqual({ recognized: total, total });
  });

  it("finds jobs by a part of their name, page by page", async () => {
    const search = (query: string): Promise<{ jobs: { id: string }[]; next: string | null }> =>
      get(`/api/jobs?${query}`, ada);
    const { jobs } = await search("q=A%20TALK&status=completed");
    expect(jobs.length).toBeGreaterThan(1);
    const first = await search("q=talk&status=completed&limit=1");
    const rest = await search(`q=talk&status=completed&cursor=${first.next}`);
    expect([...first.jobs, ...rest.jobs].map(({ id }) => id)).toEqual(jobs.map(({ id }) => id));
    expect((await search("q=talk&status=failed")).jobs).toEqual([]);
    expect((await search("q=a_talk")).jobs).toEqual([]);
    expect((await search("q=")).jobs.length).toBeGreaterThanOrEqual(jobs.length);
    expectProblem(await server.request("/api/jobs?q=%00", { headers: ada.bearer }), 422, /NUL/);
  });

  it("ends a stream when its token is revoked or its session ends", async () => {
    const eve = await makeToken("eve", place.env);
    // Long enough to be still running.
    const { id } = (await server.submit(await talk(600), {}, eve.bearer)).json;
    const begun = await server.request("/api/session", { method: "POST", headers: eve.bearer });
    const cookie = { Cookie: (begun.headers.get("set-cookie") ?? "").split(";")[0] ?? "" };
    const bySession = await openStream(server, "/api/events", cookie);
    const streams = [
      await openStream(server, "/api/events", eve.bearer),
      await openStream(server, `/api/jobs/${id}/events`, eve.bearer),
    ];
    const own = { ...cookie, Origin: server.url };
    expect((await server.request("/api/session", { method: "DELETE", headers: own })).status).toBe(204);
    await within(5000, bySession.ended);
    await server.request(`/api/jobs/${id}/cancel`, { method: "POST", headers: eve.bearer });
    await server.request(`/api/jobs/${id}/retry`, { method: "POST", headers: eve.bearer });
    expect((await run(["token", "revoke", eve.id], place.env)).status).toBe(0);
    for (const { ended } of streams) await within(5000, ended);
  });

  it("ends its streams when it stops", async () => {
    const stream = await openStream(server, "/api/events", ada.bearer);
    await until(() => Promise.resolve(stream.names().length > 0));
    await server.stop();
    await within(5000, stream.ended);
  });
});

async function within(most: number, end: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not end within ${most} ms`)), most);
  });
  await Promise.race([end, late]).finally(() => clearTimeout(timer));
}
