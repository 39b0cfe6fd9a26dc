/** Resumable uploads, the jobs that are made of them, and how long they are kept. The engine only sleeps: what it recognizes does not matter here. */
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { run, wavOf } from "../../cli/sister.js";
import { findPostgres, startPostgres } from "../../support/store/postgres-server.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { eventsOf, startServer, talk, variantOf, type Reply, type TestServer } from "../../support/api/server.js";
import { sha256, tusClient, type TusClient } from "../../support/api/tus-client.js";
import { patience } from "../../support/pace.js";

const POLL = { timeout: patience(40_000) };
const CUTS = 10;

const incoming = ({ folder }: Place): Promise<string[]> => readdir(join(folder, "data", "incoming"));
/** The paths of all stored videos. */
const videos = async ({ folder }: Place): Promise<string[]> =>
  (await readdir(join(folder, "data", "videos"), { recursive: true })).filter((name) => name.includes("/"));

const problem = (reply: Reply, status: number, detail: RegExp): void => {
  expect([reply.status, reply.headers.get("content-type")]).toEqual([status, "application/problem+json"]);
  expect(reply.json.detail).toMatch(detail);
};

/** One server with two owners. */
describe("resumable uploads", () => {
  let place: Place;
  let server: TestServer;
  let speech: Uint8Array;
  let tokens: string[];
  let ada: TusClient;
  let bob: TusClient;
  const as = (token: string | undefined): Record<string, string> => ({ Authorization: `Bearer ${token}` });
  const get = (path: string, token = tokens[0]): Promise<Reply> => server.request(path, { headers: as(token) });
  const ended = async (id: string, token = tokens[0]): Promise<void> => {
    await expect.poll(async () => (await get(`/api/jobs/${id}`, token)).json.status, POLL).toBe("completed");
  };

  beforeAll(async () => {
    place = await makePlace();
    speech = await talk(5);
    tokens = [];
    for (const name of ["ada", "bob"]) tokens.push((await run(["token", "create", name], place.env)).stdout.trim());
    server = await startServer({
      ...place.env,
      SISTER_TOKENS: "required",
      SISTER_SPEECH_MODEL: "sleep:0.1",
      SISTER_GROUP_THRESHOLD_S: "3600",
      SISTER_MAX_UPLOAD_BYTES: "10000000",
      SISTER_UPLOAD_LIMIT: "0",
    });
    [ada, bob] = [tusClient(server, tokens[0]), tusClient(server, tokens[1])];
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  it(`go on after ${CUTS} cuts, and end with the same bytes`, async () => {
    const file = wavOf(new Int16Array(randomBytes(8_000_000).buffer));
    const path = await ada.begin(file.length, "noise.wav");
    let offset = 0;
    for (let cut = 0; cut < CUTS; cut++) {
      const rest = file.subarray(offset);
      // At a random place in the next of equal parts, so that something is always left.
      const bytes = randomInt(1, Math.ceil((2 * rest.length) / (CUTS + 2 - cut)));
      (await ada.patchPart(path, offset, rest, bytes)).destroy();
      const now = await ada.offset(path);
      expect(now).toBeGreaterThanOrEqual(offset);
      expect(now).toBeLessThanOrEqual(offset + bytes);
      offset = now;
    }
    expect(offset).toBeGreaterThan(0);
    const sent = await ada.patch(path, offset, file.subarray(offset));
    expect([sent.status, sent.headers.get("upload-offset")]).toEqual([204, String(file.length)]);
    const made = await ada.submit(path);
    expect(made.status).toBe(202);
    expect(made.json).toMatchObject({ filename: "noise.wav" });
    const kept = (await videos(place)).find((name) => name.endsWith(sha256(file))) ?? "";
    expect(sha256(await readFile(join(place.folder, "data", "videos", kept)))).toBe(sha256(file));
    expect(await incoming(place)).toEqual([]);
    expect(Number.isNaN(await ada.offset(path))).toBe(true);
  });

  it("are taken over from a connection that hangs", async () => {
    const path = await ada.begin(speech.length);
    const hanging = await ada.patchPart(path, 0, speech, 50_000);
    await expect.poll(async () => (await ada.offset(path)) > 0, POLL).toBe(true);
    const offset = await ada.offset(path);
    expect((await ada.patch(path, offset, speech.subarray(offset))).status).toBe(204);
    hanging.destroy();
    expect((await ada.submit(path)).status).toBe(202);
  });

  it("follow the protocol, and refuse requests that do not", async () => {
    const options = await ada.send("OPTIONS", "/files");
    expect(options.headers.get("tus-version")).toBe("1.0.0");
    expect(options.headers.get("allow")).toBe("POST, OPTIONS");
    expect(options.headers.get("tus-max-size")).toBe("10000000");
    expect(options.headers.get("tus-extension")?.split(",")).toEqual(
      expect.arrayContaining(["creation", "termination", "expiration"]),
    );
    expect(options.headers.get("access-control-allow-origin")).toBeNull();
    problem(await ada.send("POST", "/files", { "Upload-Length": "10000001" }), 413, /larger/);
    problem(await ada.send("POST", "/files", {}), 400, /Upload-Length/);
    const bare = { method: "POST", headers: { ...as(tokens[0]), "Upload-Length": "1" } };
    problem(await server.request("/files", bare), 412, /Tus-Resumable/);
    const path = await ada.begin(10, "../../ä talk\u0000.wav");
    const head = await ada.send("HEAD", path);
    expect(head.headers.get("upload-length")).toBe("10");
    expect(head.headers.get("cache-control")).toBe("no-store");
    const first = await ada.patch(path, 0, Buffer.from("12345"));
    const expires = new Date(first.headers.get("upload-expires") ?? 0).getTime();
    expect(Math.abs(expires - Date.now() - 24 * 3600 * 1000)).toBeLessThan(60_000);
    problem(await ada.patch(path, 0, Buffer.from("12345")), 409, /HEAD/);
    problem(await ada.patch(path, 5, Buffer.from("678901")), 413, /larger/);
    const got = await ada.send("GET", path);
    problem(got, 405, /GET/);
    expect(got.headers.get("allow")).toBe("HEAD, PATCH, DELETE, OPTIONS");
    problem(await ada.submit(path), 409, /not complete/);
    expect((await ada.send("DELETE", path)).status).toBe(204);
    problem(await ada.patch(path, 5, Buffer.from("67890")), 404, /no upload/);
    problem(await ada.send("DELETE", path), 404, /no upload/);
    expect(await incoming(place)).toEqual([]);
  });

  it("are visible only to their owner", async () => {
    const path = await ada.upload(speech);
    expect((await server.request("/files", { method: "POST", headers: { "Upload-Length": "1" } })).status).toBe(401);
    expect((await bob.send("HEAD", path)).status).toBe(404);
    problem(await bob.patch(path, speech.length, new Uint8Array(0)), 404, /no upload/);
    problem(await bob.send("DELETE", path), 404, /no upload/);
    problem(await bob.submit(path), 404, /no upload/);
    problem(await ada.submit(randomUUID()), 404, /no upload/);
    problem(await ada.submit("../x"), 404, /no upload/);
    expect((await ada.submit(path)).status).toBe(202);
  });

  it("are kept if the job is refused for its languages, and removed if they are not videos", async () => {
    const path = await ada.upload(speech);
    problem(await ada.submit(path, { targets: ["xx"] }), 422, /xx/);
    problem(await ada.submit(path, { targets: "es" }), 422, /targets/);
    expect(await ada.offset(path)).toBe(speech.length);
    expect((await ada.send("DELETE", path)).status).toBe(204);
    const none = await ada.upload(Buffer.from("no video at all"));
    problem(await ada.submit(none), 422, /the upload/);
    expect((await ada.send("HEAD", none)).status).toBe(404);
    expect(await incoming(place)).toEqual([]);
  });

  it("make one job of many requests with one Idempotency-Key", async () => {
    const path = await ada.upload(variantOf(speech, 7), "/tmp/seven\n.wav");
    const key = { "Idempotency-Key": "seven" };
    const body = { targets: ["es"] };
    const replies = await Promise.all(Array.from({ length: 5 }, () => ada.submit(path, body, key)));
    replies.push(await ada.submit(path, body, key));
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 202));
    expect(new Set(replies.map(({ json }) => json.id)).size).toBe(1);
    expect(replies[0]?.json).toMatchObject({ filename: "seven .wav", targets: ["es"] });
    problem(await ada.submit(path, { targets: [] }, key), 422, /another request/);
    problem(await ada.submit(path, body), 404, /no upload/);
    await ended(replies[0]?.json.id ?? "");
  });

  it("of a video that was done before are completed at once, for any owner, without the edits of others", async () => {
    const file = await talk(60);
    const { id } = (await ada.submit(await ada.upload(file, "ada's own.wav"), { targets: ["es"] })).json;
    await ended(id);
    const path = `/api/jobs/${id}/subtitles`;
    const pristine = (await get(`${path}/en.srt`)).text;
    expect(pristine).not.toBe("");
    const seen = await get(`${path}/en.json`);
    const edited = { ...seen.json, cues: seen.json.cues.map((cue) => ({ ...cue, text: "ada was here" })) };
    const saved = await server.request(`${path}/en`, {
      method: "PUT",
      headers: { ...as(tokens[0]), "Content-Type": "application/json", "If-Match": seen.headers.get("etag") ?? "" },
      body: JSON.stringify(edited),
    });
    expect(saved.status).toBe(200);

    const byTus = await bob.submit(await bob.upload(file, "bob's.wav"));
    const byForm = await server.submit(file, { target: "es" }, as(tokens[1]));
    for (const { status, json } of [byTus, byForm]) {
      expect(status).toBe(202);
      expect(json).toMatchObject({ status: "completed", progress: 1, ranks: [], error: null });
      // The database's clock stands still in a transaction, so equal times show that no work was done in between.
      expect(json).toMatchObject({ startedAt: json.createdAt, finishedAt: json.createdAt });
      expect(json.segments.done).toBe(json.segments.total);
      // Not "ada", which one random id in a hundred contains.
      expect(JSON.stringify(json)).not.toMatch(/ada's|ada was/);
      const events = eventsOf((await get(`/api/jobs/${json.id}/events`, tokens[1])).text);
      expect(events.map(({ data }) => data)).toEqual([{ status: "queued" }, { status: "completed" }]);
      expect((await get(`/api/jobs/${json.id}/subtitles/en.srt`, tokens[1])).text).toBe(pristine);
    }
    expect((await get(`/api/jobs/${byTus.json.id}/subtitles/es.srt`, tokens[1])).status).toBe(404);
    expect((await get(`/api/jobs/${byForm.json.id}/subtitles/es.srt`, tokens[1])).status).toBe(200);
    // More targets, or another language, needs work.
    const more = await server.submit(file, { source: "es" }, as(tokens[1]));
    expect(more.json).toMatchObject({ status: "queued" });
    await ended(more.json.id, tokens[1]);
  });

  it("are limited to a hundred unfinished ones per owner, however many are begun at once", async () => {
    const begin = (client: TusClient): Promise<Reply> => client.send("POST", "/files", { "Upload-Length": "1" });
    const begun = await Promise.all(Array.from({ length: 103 }, () => begin(bob)));
    const refused = begun.filter(({ status }) => status !== 201);
    expect(refused).toHaveLength(3);
    for (const reply of refused) problem(reply, 429, /100 unfinished uploads, the most.*remove them/);
    expect((await begin(ada)).status).toBe(201);
    const paths = begun.flatMap(({ headers }) => headers.get("location") ?? []);
    expect((await bob.send("DELETE", paths[0] ?? "")).status).toBe(204);
    expect((await begin(bob)).status).toBe(201);
    problem(await begin(bob), 429, /unfinished/);
  });

  it("are in the OpenAPI document", async () => {
    const paths = (await get("/openapi.json")).json.paths as Record<string, Record<string, unknown>>;
    expect(JSON.stringify(paths["/api/jobs"]?.["post"])).toContain("UploadedJob");
    expect(Object.keys(paths["/files/{id}"] ?? {}).sort()).toEqual(["delete", "head", "patch"]);
    expect(Object.keys(paths["/files"] ?? {})).toEqual(["post"]);
  });
});

describe("several servers", () => {
  const programs = findPostgres();

  it("continue an upload of each other, with one lock", async ({ skip }) => {
    if (programs === null) skip("there is no PostgreSQL (Debian: postgresql)");
    const postgres = await startPostgres(programs ?? "");
    const place = await makePlace();
    const env = { ...place.env, DATABASE_URL: postgres.url, SISTER_SPEECH_MODEL: "sleep:0" };
    const servers = [await startServer(env), await startServer(env)];
    const [here, there] = servers.map((server) => tusClient(server));
    if (!here || !there) return;
    const file = await talk(30);
    const path = await here.begin(file.length);
    const hanging = await here.patchPart(path, 0, file, 100_000);
    await expect.poll(async () => (await there.offset(path)) > 0, POLL).toBe(true);
    const offset = await there.offset(path);
    expect((await there.patch(path, offset, file.subarray(offset))).status).toBe(204);
    hanging.destroy();
    // One server has hashed only the start, the other only the end: neither hash may be used.
    const submitted = await Promise.all([here, there].map((client) => client.submit(path)));
    expect(submitted.map(({ status }) => status).sort()).toEqual([202, 404]);
    expect((await videos(place)).map((name) => basename(name))).toEqual([sha256(file)]);
    for (const server of servers) expect(await server.stop()).toBe(143);
    await postgres.stop();
    await place.remove();
  });
});

describe("a server's next sweep", () => {
  it("removes expired uploads and jobs, and nothing else", async () => {
    const place = await makePlace();
    const env = { ...place.env, SISTER_SPEECH_MODEL: "sleep:0" };
    const speech = await talk(5);
    const first = await startServer(env);
    const client = tusClient(first);
    const resumed = variantOf(speech, 2);
    const [old, young] = [await client.begin(speech.length), await client.begin(resumed.length)];
    for (const path of [old, young]) await client.patch(path, 0, resumed.subarray(0, 1000));
    const shared = variantOf(speech, 1);
    const jobs: string[] = [];
    for (const file of [speech, shared, shared]) jobs.push((await first.submit(file)).json.id);
    for (const id of jobs) expect(await first.ended(id)).toMatchObject({ status: "completed" });
    expect(await first.stop()).toBe(143);

    const database = await openPglite(join(place.folder, "data", "database"));
    const [alone = "", twin = "", kept = ""] = jobs;
    await database.query("UPDATE jobs SET finished_at = now() - interval '8 days' WHERE id = ANY($1::uuid[])", [
      [alone, twin],
    ]);
    await database.query("UPDATE jobs SET created_at = now() - interval '9 days'");
    await database.query("UPDATE uploads SET touched_at = now() - interval '25 hours' WHERE id = $1", [
      old.split("/").at(-1),
    ]);
    // As if a server was killed after it removed the records and before it removed the files.
    const [job, file] = [randomUUID(), "ab".repeat(32)];
    await database.query("INSERT INTO leftovers (job, file) VALUES ($1, $2)", [job, file]);
    await database.close();
    const data = join(place.folder, "data");
    const left = [join(data, "outputs", job, "en.srt"), join(data, "videos", "ab", file)];
    for (const path of left) await mkdir(dirname(path), { recursive: true });
    for (const path of left) await writeFile(path, "left");

    // Without the setting, jobs are kept forever, but abandoned uploads are not.
    const second = await startServer(env);
    await expect.poll(async () => (await incoming(place)).length, POLL).toBe(1);
    expect((await second.request(`/api/jobs/${alone}`)).status).toBe(200);
    const again = tusClient(second);
    expect((await again.send("HEAD", old)).status).toBe(404);
    // Begun with one server, and completed with the next.
    expect(await again.offset(young)).toBe(1000);
    expect((await again.patch(young, 1000, resumed.subarray(1000))).status).toBe(204);
    expect((await again.submit(young)).status).toBe(202);
    await expect.poll(() => left.filter((path) => existsSync(path)), POLL).toEqual([]);
    await second.stop();

    const third = await startServer({ ...env, SISTER_RETENTION_DAYS: "7" });
    const names = async (): Promise<string[]> => (await videos(place)).map((name) => basename(name)).sort();
    await expect.poll(names, POLL).toEqual([sha256(shared), sha256(resumed)].sort());
    for (const id of [alone, twin]) expect((await third.request(`/api/jobs/${id}`)).status).toBe(404);
    expect((await third.request(`/api/jobs/${kept}/subtitles/en.srt`)).status).toBe(200);
    expect(await third.stop()).toBe(143);
    const refused = await run(["serve"], { ...env, SISTER_RETENTION_DAYS: "soon" });
    expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining("SISTER_RETENTION_DAYS")]);
    await place.remove();
  });
});
