import { readlink, readdir, readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, wavOf } from "../../cli/sister.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { ask, edit, finishedJob, madeVideo, rawStatus, rendered } from "../../support/api/rendered-video.js";
import { startServer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const QUICK = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "100000" };

describe("outputs", () => {
  let place: Place;
  let server: TestServer;
  let video: Uint8Array<ArrayBuffer>;
  let job: string;
  let original: string;
  let output: string;
  beforeAll(async () => {
    place = await makePlace();
    video = await madeVideo(join(place.folder, "talk.mp4"), 2);
    server = await startServer({ ...place.env, ...QUICK });
    job = await finishedJob(server, video, "año/a 'talk' (1).mp4");
    await edit(server, job, "¡hola!", 1);
    original = `/outputs/${job}/original`;
    const { headers } = await ask(server, job, { lang: "en", kind: "burn" });
    output = (await rendered(server, headers.get("location"))).links["output"] ?? "";
  });
  afterAll(async () => {
    expect(await server.stop()).toBe(143);
    await place.remove();
  });

  interface Got {
    status: number;
    headers: Headers;
    bytes: Buffer;
  }
  async function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Got> {
    const reply = await fetch(new URL(path, server.url), { method, headers });
    return { status: reply.status, headers: reply.headers, bytes: Buffer.from(await reply.arrayBuffer()) };
  }

  it("are sent whole, named as the upload", async () => {
    const { status, headers, bytes } = await get(original);
    expect(status).toBe(200);
    expect(bytes.equals(video)).toBe(true);
    expect(Object.fromEntries(headers)).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": String(video.length),
      "content-type": "video/mp4",
      "content-disposition": `attachment; filename="a 'talk' (1).mp4"; filename*=UTF-8''a%20%27talk%27%20%281%29.mp4`,
      "cache-control": "private, no-cache",
      "x-content-type-options": "nosniff",
    });
    expect(headers.get("etag")).toMatch(/^"[0-9a-f]{64}"$/);
    expect(Date.parse(headers.get("last-modified") ?? "")).toBeLessThanOrEqual(Date.now());
  });

  it("are described by HEAD as by GET, without their bytes", async () => {
    for (const path of [original, output]) {
      const [head, whole] = [await get(path, { Range: "bytes=0-9" }, "HEAD"), await get(path)];
      expect([head.status, head.bytes.length]).toEqual([200, 0]);
      for (const name of ["content-length", "etag", "last-modified", "content-type", "accept-ranges"])
        expect(head.headers.get(name)).toBe(whole.headers.get(name));
    }
  });

  it("are sent in exactly the requested range", async () => {
    for (const [path, of] of [
      [original, Buffer.from(video)],
      [output, (await get(output)).bytes],
      [`/outputs/${job}/${encodeURIComponent("a 'talk' (1)")}.en.vtt`, (await get(await vtt())).bytes],
    ] as const) {
      const size = of.length;
      const middle = Math.floor(size / 2);
      for (const [range, first, last] of [
        ["bytes=0-0", 0, 0],
        ["bytes=0-9", 0, 9],
        [`bytes=${middle}-${middle + 3}`, middle, middle + 3],
        ["bytes=5-", 5, size - 1],
        ["bytes=-7", size - 7, size - 1],
        [`bytes=-${size * 2}`, 0, size - 1],
        [`bytes=${size - 1}-`, size - 1, size - 1],
        [`bytes=3-${size * 10}`, 3, size - 1],
      ] as const) {
        const { status, headers, bytes } = await get(path, { Range: range });
        expect([range, status, headers.get("content-range")]).toEqual([range, 206, `bytes ${first}-${last}/${size}`]);
        expect(headers.get("content-length")).toBe(String(last - first + 1));
        expect(bytes.equals(of.subarray(first, last + 1))).toBe(true);
      }
      for (const range of [`bytes=${size}-`, "bytes=-0", `bytes=${size + 5}-${size + 9}`]) {
        const { status, headers, bytes } = await get(path, { Range: range });
        expect([range, status, headers.get("content-range")]).toEqual([range, 416, `bytes */${size}`]);
        expect(JSON.parse(bytes.toString())).toMatchObject({ status: 416 });
      }
      // Several ranges, other units and malformed ranges get the whole file.
      for (const range of ["bytes=0-1,4-5", "lines=1-2", "bytes=x-y", "bytes", "bytes=9-2", "bytes=-"]) {
        const { status, bytes } = await get(path, { Range: range });
        expect([range, status, bytes.equals(of)]).toEqual([range, 200, true]);
      }
    }
  });

  const vtt = (): Promise<string> => Promise.resolve(`/outputs/${job}/a%20'talk'%20(1).en.vtt`);

  it("are sent in part only if If-Range matches", async () => {
    const { headers } = await get(original);
    const etag = headers.get("etag") ?? "";
    const modified = headers.get("last-modified") ?? "";
    const status = async (condition: string): Promise<number> =>
      (await get(original, { Range: "bytes=1-2", "If-Range": condition })).status;
    expect(await Promise.all([etag, modified].map(status))).toEqual([206, 206]);
    const others = [`W/${etag}`, '"other"', "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT", "x"];
    expect(await Promise.all(others.map(status))).toEqual(others.map(() => 200));
  });

  it("are not sent again if the client has them", async () => {
    const { headers } = await get(original);
    const etag = headers.get("etag") ?? "";
    const modified = headers.get("last-modified") ?? "";
    for (const condition of [
      { "If-None-Match": etag },
      { "If-None-Match": `"x", W/${etag}` },
      { "If-None-Match": "*" },
      { "If-Modified-Since": modified },
    ] as Record<string, string>[]) {
      const { status, bytes } = await get(original, condition);
      expect([condition, status, bytes.length]).toEqual([condition, 304, 0]);
    }
    for (const condition of [
      { "If-None-Match": '"x"', "If-Modified-Since": modified },
      { "If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT" },
      { "If-Modified-Since": "yesterday" },
    ] as Record<string, string>[])
      expect((await get(original, condition)).status).toBe(200);
  });

  it("include the current subtitles", async () => {
    const srt = `/outputs/${job}/a%20'talk'%20(1).en.srt`;
    expect((await get(srt)).bytes.toString()).toBe("1\n00:00:00,000 --> 00:00:01,500\n¡hola!\n");
    expect((await get(srt)).headers.get("etag")).toBe('"2"');
    await edit(server, job, "¡adiós!", 2);
    expect((await get(srt)).bytes.toString()).toContain("¡adiós!");
    expect((await get(await vtt())).bytes.toString()).toMatch(/^WEBVTT/);
    const json = await get(`/outputs/${job}/a%20'talk'%20(1).en.json`);
    expect(JSON.parse(json.bytes.toString())).toMatchObject({ language: "en", cues: [{ text: "¡adiós!" }] });
    for (const name of ["talk.en.srt", "a%20'talk'%20(1).es.srt", "a%20'talk'%20(1).en.exe", "en.srt"])
      expect((await get(`/outputs/${job}/${name}`)).status).toBe(404);
  });

  it("include no other file, whatever the name", async () => {
    const render = output.split("/").at(-1) ?? "";
    const names = [
      ...[
        "..%2f..%2fdatabase%2fPG_VERSION",
        "%2e%2e%2f%2e%2e%2fdatabase%2fPG_VERSION",
        "..%5c..%5cdatabase",
        "%2fetc%2fpasswd",
      ],
      ...[
        "original%00",
        `${render}%00.srt`,
        `%00`,
        "original%2f..%2foriginal",
        "..",
        "%2e%2e",
        ".",
        "%zz",
        "%ff%fe",
        "original.",
      ],
      ...[
        render.replace("mp4", "mkv"),
        render.toUpperCase(),
        "00000000-0000-4000-8000-000000000000.mp4",
        "x".repeat(9000),
      ],
      ...["../../database/PG_VERSION", "..//..//etc/passwd", "original/../../x", "__proto__", "constructor.en.srt"],
    ];
    for (const name of names)
      expect([name, await rawStatus(server.url, `/outputs/${job}/${name}`)]).toEqual([name, 404]);
    for (const id of ["..", "%2e%2e", "..%2f..", "x", "%00", "00000000-0000-4000-8000-000000000000"])
      expect([id, await rawStatus(server.url, `/outputs/${id}/original`)]).toEqual([id, 404]);
    expect(server.command.stderr()).not.toMatch(/"level":50/);
  });

  it("are refused to pages of other sites, like everything else", async () => {
    expect((await get(original, { Origin: "http://evil.example" })).status).toBe(403);
    expect((await get(original, { "X-Forwarded-For": "10.0.0.1" })).status).toBe(403);
  });

  it(
    "are read only as fast as the client reads, and closed when the client hangs up",
    { timeout: patience(120_000) },
    async () => {
      // 64 MB: more than the buffers of any socket.
      const large = Uint8Array.from(wavOf(new Int16Array(32 << 20)));
      const id = await finishedJob(server, large, "large.wav");
      const pid = server.command.child.pid ?? 0;
      const read = async (): Promise<number> =>
        Number(/^rchar: (\d+)/m.exec(await readFile(`/proc/${pid}/io`, "utf8"))?.[1]);
      const holds = async (): Promise<boolean> => {
        const folder = `/proc/${pid}/fd`;
        const open = await Promise.all((await readdir(folder)).map((fd) => readlink(join(folder, fd)).catch(() => "")));
        return open.some((path) => path.startsWith(join(place.folder, "data", "videos")));
      };
      const before = await read();
      const { hostname, port } = new URL(server.url);
      const socket = connect(Number(port), hostname);
      socket.write(`GET /outputs/${id}/original HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
      await new Promise((resolve) => socket.once("readable", resolve));
      // The client reads no more, so the server stops when the buffers are full.
      for (let last = -1, now = await read(); now - last > 65_536; now = await read()) {
        last = now;
        await sleep(300);
      }
      expect(await read()).toBeLessThan(before + large.length / 2);
      expect(await holds()).toBe(true);
      socket.destroy();
      await expect.poll(holds, { timeout: patience(20_000) }).toBe(false);
      const all = await get(`/outputs/${id}/original`);
      expect(all.bytes.equals(large)).toBe(true);
      await expect.poll(holds, { timeout: patience(20_000) }).toBe(false);
    },
  );
});

describe("outputs behind nginx", () => {
  let place: Place;
  beforeAll(async () => {
    place = await makePlace();
  });
  afterAll(() => place.remove());

  it("are named to nginx, which sends them", async () => {
    const server = await startServer({ ...place.env, ...QUICK, SISTER_ACCEL_REDIRECT: "/data/" });
    const video = await madeVideo(join(place.folder, "talk.mp4"), 1);
    const job = await finishedJob(server, video, "talk.mp4");
    const asked = await ask(server, job, { lang: "en", kind: "mux" });
    const { id, links } = await rendered(server, asked.headers.get("location"));
    const output = await server.request(links["output"] ?? "", { headers: { Range: "bytes=0-1" } });
    expect([output.status, output.text]).toEqual([200, ""]);
    expect(Object.fromEntries(output.headers)).toMatchObject({
      "x-accel-redirect": `/data/outputs/${job}/${id}.mkv`,
      "content-type": "video/x-matroska",
      "content-disposition": expect.stringContaining("talk.en.subtitled.mkv") as string,
    });
    const original = (await server.request(`/outputs/${job}/original`)).headers.get("x-accel-redirect") ?? "";
    expect(original).toMatch(/^\/data\/videos\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
    const there = await readFile(join(place.folder, "data", original.slice("/data/".length)));
    expect(there.equals(video)).toBe(true);
    // Browsers play this video.
    const preview = await server.request(`/api/jobs/${job}/preview`);
    expect([preview.text, preview.headers.get("x-accel-redirect")]).toEqual(["", original]);
    expect((await server.request(`/outputs/${job}/talk.en.srt`)).headers.get("x-accel-redirect")).toBeNull();
    expect((await server.request(`/outputs/${job}/none`)).status).toBe(404);
    await server.stop();
    const bad = await run(["serve"], { ...place.env, SISTER_ACCEL_REDIRECT: "http://x/" });
    expect([bad.status, bad.stderr]).toEqual([2, expect.stringContaining("SISTER_ACCEL_REDIRECT")]);
  });
});
