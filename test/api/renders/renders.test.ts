import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { allEnd, descendants, run } from "../../cli/sister.js";
import { ffmpeg, ffprobe } from "../../support/media/made-media.js";
import { findPostgres, startPostgres, type PostgresServer } from "../../support/store/postgres-server.js";
import { makePlace, type Place } from "../../support/api/place.js";
import {
  ask,
  differences,
  edit,
  finishedJob,
  madeVideo,
  pictureAt,
  picturesOf,
  rendered,
  slowFfmpeg,
  type RenderAnswer,
} from "../../support/api/rendered-video.js";
import { eventsOf, startServer, type Reply, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const isFull = process.env["SISTER_TEST_FULL"] !== undefined;

/** Only what hangs takes so long. */
const POLL = { timeout: patience(60_000) };
/** An engine that recognizes nothing, at once. */
const QUICK = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "600" };

const problem = (reply: Reply, status: number, detail: RegExp): void => {
  expect([reply.status, reply.json.detail]).toEqual([status, expect.stringMatching(detail)]);
  expect(reply.headers.get("content-type")).toBe("application/problem+json");
};

/** The processes of a server's running burns. */
const burning = async ({ command }: TestServer): Promise<number[]> =>
  (await descendants(command.child.pid ?? 0)).filter((entry) => / libx264 /.test(entry.command)).map(({ pid }) => pid);

describe("renders", () => {
  let place: Place;
  let server: TestServer;
  let video: Uint8Array<ArrayBuffer>;
  let job: string;
  const kept = (name: string): string => join(place.folder, name);
  beforeAll(async () => {
    place = await makePlace();
    video = await madeVideo(kept("talk.mp4"), 3, "320x180");
    server = await startServer({ ...place.env, ...QUICK });
    job = await finishedJob(server, video, "a talk.mp4");
    await edit(server, job, "MMMMMMMM", 1);
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  /** Makes a render and downloads it. */
  async function make(body: unknown, name: string): Promise<{ file: string; reply: Response; render: RenderAnswer }> {
    const asked = await ask(server, job, body);
    expect(asked.status).toBe(202);
    const location = asked.headers.get("location");
    expect(location).toBe(`/api/jobs/${job}/renders/${asked.json.id}`);
    const render = await rendered(server, location);
    expect(render).toMatchObject({ status: "completed", progress: 1, error: null });
    const reply = await fetch(new URL(render.links["output"] ?? "", server.url));
    await writeFile(kept(name), Buffer.from(await reply.arrayBuffer()));
    return { file: kept(name), reply, render };
  }

  it("burn the subtitles into the picture, at the position and in the size of the style", async () => {
    const { file, reply, render } = await make({ lang: "en", kind: "burn" }, "burned.mp4");
    expect(render).toMatchObject({ kind: "burn", lang: "en", version: 2, style: {} });
    expect(reply.headers.get("content-type")).toBe("video/mp4");
    expect(reply.headers.get("content-disposition")).toContain(`filename*=UTF-8''a%20talk.en.burned.mp4`);
    expect(await picturesOf(file)).toBe(await picturesOf(kept("talk.mp4")));
    const plain = await pictureAt(kept("talk.mp4"), 0.5);
    const below = differences(await pictureAt(file, 0.5), plain);
    expect(below.above).toBe(0);
    expect(below.below).toBeGreaterThan(50);
    // The cue ends at 1.5 s.
    const after = differences(await pictureAt(file, 2), await pictureAt(kept("talk.mp4"), 2));
    expect(after).toEqual({ above: 0, below: 0 });
    const style = { fontSize: 32, position: "top", outline: 2 };
    const top = await make({ lang: "en", kind: "burn", style }, "top.mp4");
    expect(top.render).toMatchObject({ style });
    const above = differences(await pictureAt(top.file, 0.5), plain);
    expect(above.below).toBe(0);
    expect(above.above).toBeGreaterThan(1.5 * below.below);
  });

  it("add the subtitles as a track, and copy the rest", async () => {
    const { file, reply } = await make({ lang: "en", kind: "mux", style: {} }, "muxed.mkv");
    expect(reply.headers.get("content-type")).toBe("video/x-matroska");
    const streams = await ffprobe("-show_entries", "stream=codec_name:stream_tags=language", "-of", "csv=p=0", file);
    expect(streams.split("\n").map((line) => line.split(",")[0])).toEqual(["h264", "aac", "subrip"]);
    expect(streams).toMatch(/subrip,eng/);
    await ffmpeg("-i", file, "-map", "0:s:0", kept("back.srt"));
    // This sound begins before 0, and Matroska has no negative times: all streams are shifted by the same time.
    expect(await readFile(kept("back.srt"), "utf8")).toMatch(/00:00:00,0\d\d --> 00:00:01,5\d\d\s+MMMMMMMM/);
    expect(await picturesOf(file)).toBe(75);
  });

  it("are reported in the job's event stream, which ends with the last of them", async () => {
    const { id } = (await ask(server, job, { lang: "en", kind: "mux" })).json;
    const events = eventsOf((await server.request(`/api/jobs/${job}/events`)).text);
    expect(events.map((event) => event.id)).toEqual(events.map((_, i) => i + 1));
    const said = events.filter(({ event, data }) => event === "render" && (data as { id?: string }).id === id);
    expect(said.at(0)?.data).toMatchObject({ status: "queued", progress: 0, kind: "mux", lang: "en" });
    expect(said.at(-1)?.data).toMatchObject({ status: "completed", progress: 1 });
    const listed = (await server.request(`/api/jobs/${job}/renders`)).json as unknown as { renders: RenderAnswer[] };
    expect(listed.renders.at(-1)).toMatchObject({ id, status: "completed" });
    expect(listed.renders.map(({ version }) => version)).toEqual(listed.renders.map(() => 2));
  });

  it("that cannot be made are refused with the reason", async () => {
    problem(await ask(server, job, { lang: "es", kind: "burn" }), 422, /no subtitles in es: use one of en/);
    problem(await ask(server, job, { lang: "en", kind: "draw" }), 422, /kind/);
    problem(
      await ask(server, job, { lang: "en", kind: "burn", style: { color: "red" } }),
      422,
      /style.*color.*#rrggbb/,
    );
    for (const style of [{ boxOpacity: 2 }, { boxColor: "#fff" }, { outlineColor: "#12345g" }, { shadow: 1 }])
      problem(await ask(server, job, { lang: "en", kind: "burn", style }), 422, /style/);
    for (const font of ["No Such Font", "DejaVu Sans,Fontsize=99", "a':b=[c];d", "..", "%n"])
      problem(await ask(server, job, { lang: "en", kind: "burn", style: { font } }), 422, /no font/);
    problem(await ask(server, job, { lang: "en", kind: "burn", style: { fontSize: 1e6 } }), 422, /fontSize/);
    problem(await ask(server, job, { lang: "en", kind: "burn", style: { position: "a,b=c" } }), 422, /position/);
    problem(await ask(server, job, { lang: "en", kind: "burn", output: "/etc/x" }), 422, /request.*output/);
    problem(await ask(server, job, "{"), 400, /JSON/);
    const nobody = "00000000-0000-4000-8000-000000000000";
    problem(await ask(server, nobody, { lang: "en", kind: "burn" }), 404, /no job/);
    problem(await server.request(`/api/jobs/${job}/renders/${nobody}`), 404, /no render/);
    problem(await server.request(`/api/jobs/${nobody}/renders`), 404, /no job/);
    problem(await server.request(`/api/jobs/${job}/renders/x`), 404, /nothing/);
  });

  it("of a file with only sound can be muxed, but not burned", async () => {
    await ffmpeg("-f", "lavfi", "-i", "sine=duration=2", kept("sound.wav"));
    const sound = await finishedJob(server, Uint8Array.from(await readFile(kept("sound.wav"))), "sound.wav");
    problem(await ask(server, sound, { lang: "en", kind: "burn" }), 422, /no picture/);
    const muxed = await ask(server, sound, { lang: "en", kind: "mux" });
    expect(await rendered(server, muxed.headers.get("location"))).toMatchObject({ status: "completed" });
  });

  it("are burned without any cue, and with special characters", async () => {
    const quiet = await finishedJob(server, video, "quiet.mp4");
    for (const [text, seen] of [
      ["", 1],
      ["it's 50 % [a]; b, c: \\N {d} <i>ñ</i>\n日本", 2],
    ] as const) {
      await edit(server, quiet, text, seen);
      const { headers } = await ask(server, quiet, { lang: "en", kind: "burn", style: { position: "top" } });
      expect(await rendered(server, headers.get("location"))).toMatchObject({ status: "completed" });
    }
  });

  it("are retried after a failure, and the final error contains no paths of the server", async () => {
    const other = await finishedJob(server, await madeVideo(kept("other.mp4"), 1), "other talk.mp4");
    const { sha } = await lost(other);
    const { headers } = await ask(server, other, { lang: "en", kind: "burn" });
    const render = await rendered(server, headers.get("location"));
    expect(render.status).toBe("failed");
    expect(render.error).toMatch(/other talk\.mp4/);
    expect(render.error).not.toContain(place.folder);
    expect(render.error).not.toContain(sha);
    const said = eventsOf((await server.request(`/api/jobs/${other}/events`)).text).map(({ data }) => data.status);
    expect(said.filter((status) => status === "running")).toHaveLength(1 + 5);
    // The folder of the attempt is removed a moment after the render has failed.
    await expect.poll(() => readdir(join(place.folder, "data", "outputs")), POLL).not.toContain(other);
  });

  /** Removes the video of a job. */
  async function lost(of: string): Promise<{ sha: string }> {
    const etag = (await server.request(`/outputs/${of}/original`, { method: "HEAD" })).headers.get("etag") ?? "";
    const sha = JSON.parse(etag) as string;
    await rm(join(place.folder, "data", "videos", sha.slice(0, 2), sha));
    return { sha };
  }

  it("are removed with their job", async () => {
    const other = await finishedJob(server, video, "gone.mp4");
    const { headers } = await ask(server, other, { lang: "en", kind: "mux" });
    const { links } = await rendered(server, headers.get("location"));
    const folder = join(place.folder, "data", "outputs", other);
    // The folder of the attempt is removed a moment after the render is complete.
    await expect.poll(() => readdir(folder), POLL).toHaveLength(1);
    expect((await server.request(`/api/jobs/${other}`, { method: "DELETE" })).status).toBe(204);
    await expect(stat(folder)).rejects.toThrow(/ENOENT/);
    problem(await server.request(links["output"] ?? ""), 404, /no job/);
    // The other job still has its video.
    expect((await fetch(new URL(`/outputs/${job}/original`, server.url), { method: "HEAD" })).status).toBe(200);
  });

  it("are in the OpenAPI document", async () => {
    const { paths } = (await server.request("/openapi.json")).json;
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(["/api/jobs/{id}/renders", "/api/jobs/{id}/renders/{render}", "/outputs/{id}/{file}"]),
    );
  });
});

describe("an unfinished render", () => {
  let place: Place;
  let servers: TestServer[] = [];
  const begin = async (env: NodeJS.ProcessEnv = {}): Promise<TestServer> => {
    const server = await startServer({ ...place.env, ...QUICK, ...env });
    servers.push(server);
    return server;
  };
  beforeAll(async () => {
    place = await makePlace();
  });
  afterEach(async () => {
    for (const { command } of servers) command.child.kill("SIGKILL");
    await Promise.all(servers.map(({ command }) => command.ended));
    servers = [];
  });
  afterAll(() => place.remove());

  /** A server that has begun a burn that would take a minute, with its job and render. */
  async function begun(): Promise<{ server: TestServer; job: string; location: string; pids: number[] }> {
    const server = await begin({ FFMPEG_PATH: await slowFfmpeg(place.folder) });
    const job = await finishedJob(server, await madeVideo(join(place.folder, "long.mp4"), 59), "long.mp4");
    const asked = await ask(server, job, { lang: "en", kind: "burn" });
    const location = asked.headers.get("location") ?? "";
    const progress = async (): Promise<number> => ((await server.request(location)).json as RenderAnswer).progress;
    await expect.poll(progress, POLL).toBeGreaterThan(0);
    const pids = await burning(server);
    expect(pids).toHaveLength(1);
    return { server, job, location, pids };
  }

  // An orderly end, too, in the full run.
  for (const signal of isFull ? (["SIGKILL", "SIGTERM"] as const) : (["SIGKILL"] as const)) {
    it(
      `is made by the next server after ${signal}, and nothing of the first attempt goes on`,
      { timeout: patience(120_000) },
      async () => {
        const { server, job, location, pids } = await begun();
        server.command.child.kill(signal);
        await server.command.ended;
        const next = await begin();
        const render = await rendered(next, location);
        expect(render).toMatchObject({ status: "completed", error: null });
        await allEnd(pids);
        const folder = join(place.folder, "data", "outputs", job);
        // The folder of the attempt is removed a moment after the render is complete.
        await expect.poll(() => readdir(folder), POLL).toEqual([`${render.id}.mp4`]);
        expect(await picturesOf(join(folder, `${render.id}.mp4`))).toBe(59 * 25);
      },
    );
  }

  it("ends at once when its job is removed", async () => {
    const { server, job, pids } = await begun();
    expect((await server.request(`/api/jobs/${job}`, { method: "DELETE" })).status).toBe(204);
    await allEnd(pids);
    await expect.poll(() => readdir(join(place.folder, "data", "outputs")), POLL).not.toContain(job);
    expect(await server.stop()).toBe(143);
    expect(server.command.stderr()).not.toMatch(/"level":50/);
  });

  it("is visible only to its owner, and cannot be requested while the job runs", async () => {
    const tokens: string[] = [];
    for (const name of ["ada", "bob"]) tokens.push((await run(["token", "create", name], place.env)).stdout.trim());
    const [ada = {}, bob = {}] = tokens.map((token): Record<string, string> => ({ Authorization: `Bearer ${token}` }));
    const server = await begin({ SISTER_TOKENS: "required" });
    const job = await finishedJob(server, await madeVideo(join(place.folder, "short.mp4"), 1), "short.mp4", ada);
    const made = await ask(server, job, { lang: "en", kind: "mux" }, ada);
    const location = made.headers.get("location") ?? "";
    const read = async (): Promise<RenderAnswer> =>
      (await server.request(location, { headers: ada })).json as RenderAnswer;
    await expect.poll(async () => (await read()).status, POLL).toBe("completed");
    const output = (await read()).links["output"] ?? "";
    expect((await server.request(output, { headers: ada })).status).toBe(200);
    for (const path of [
      location,
      `/api/jobs/${job}/renders`,
      output,
      `/outputs/${job}/original`,
      `/outputs/${job}/short.en.srt`,
    ]) {
      expect((await server.request(path, { headers: bob })).status).toBe(404);
      expect((await server.request(path)).status).toBe(401);
    }
    problem(await ask(server, job, { lang: "en", kind: "mux" }, bob), 404, /no job/);
    await server.stop();

    const slow = await begin({ SISTER_TOKENS: "required", SISTER_SPEECH_MODEL: "sleep:100" });
    const form = new FormData();
    form.append("video", new Blob([await madeVideo(join(place.folder, "slow.mp4"), 2)]), "slow.mp4");
    const { id } = (await slow.request("/api/jobs", { method: "POST", body: form, headers: ada })).json;
    problem(await ask(slow, id, { lang: "en", kind: "mux" }, ada), 409, /queued|running/);
    expect((await slow.request(`/api/jobs/${id}/cancel`, { method: "POST", headers: ada })).status).toBe(200);
    problem(await ask(slow, id, { lang: "en", kind: "mux" }, ada), 409, /no subtitles/);
  });
});

const programs = findPostgres();

if (isFull) describe("renders of several servers", severalServers);

function severalServers(): void {
  if (programs === null) {
    it("are shared", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  let place: Place;
  let postgres: PostgresServer;
  let servers: TestServer[] = [];
  beforeAll(async () => {
    place = await makePlace();
    postgres = await startPostgres(programs);
    const slow = await slowFfmpeg(place.folder);
    const env = { ...place.env, ...QUICK, DATABASE_URL: postgres.url, FFMPEG_PATH: slow };
    servers = [await startServer(env), await startServer(env)];
  });
  afterAll(async () => {
    for (const { command } of servers) command.child.kill("SIGKILL");
    await Promise.all(servers.map(({ command }) => command.ended));
    await postgres.stop();
    await place.remove();
  });

  it("are made once each, by the other server if one is killed", async () => {
    const [first, second] = servers;
    if (!first || !second) throw new Error("two servers are there");
    const job = await finishedJob(first, await madeVideo(join(place.folder, "talk.mp4"), 20), "talk.mp4");
    const asked = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        ask(servers[i % 2] ?? first, job, { lang: "en", kind: i < 2 ? "burn" : "mux" }),
      ),
    );
    const locations = asked.map(({ headers }) => headers.get("location"));
    for (const location of locations.slice(2))
      expect(await rendered(second, location)).toMatchObject({ status: "completed" });
    const burns = async (): Promise<RenderAnswer[]> =>
      Promise.all(locations.slice(0, 2).map(async (at) => (await second.request(at ?? "")).json as RenderAnswer));
    await expect.poll(async () => (await burns()).map(({ status }) => status), POLL).toEqual(["running", "running"]);
    const all = async (): Promise<number[][]> => Promise.all([first, second].map(burning));
    await expect.poll(async () => (await all()).flat().length, POLL).toBe(2);
    const [ofFirst = [], ofSecond = []] = await all();
    const [killed, survivor, pids] = ofFirst.length > 0 ? [first, second, ofFirst] : [second, first, ofSecond];
    killed.command.child.kill("SIGKILL");
    for (const location of locations.slice(0, 2))
      expect(await rendered(survivor, location)).toMatchObject({ status: "completed", error: null });
    await allEnd(pids);
    const folder = join(place.folder, "data", "outputs", job);
    expect((await readdir(folder)).filter((name) => name.startsWith("render-"))).toEqual([]);
    const events = eventsOf((await survivor.request(`/api/jobs/${job}/events`)).text) as unknown as {
      event: string;
      data: RenderAnswer;
    }[];
    const taken = events.filter(
      ({ event, data }) => event === "render" && data.status === "running" && data.progress === 0,
    );
    // Each once, and the one of the killed server once more.
    expect(taken.map(({ data }) => data.id).sort()).toHaveLength(6 + pids.length);
    expect(new Set(taken.map(({ data }) => data.id)).size).toBe(6);
  });
}
