/** Previews: videos in a form that browsers play; and thumbnails. */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ffmpeg, ffprobe, H264, picture } from "../../support/media/made-media.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { finishedJob } from "../../support/api/rendered-video.js";
import { eventsOf, expectProblem, startServer, until, type Reply, type TestServer } from "../../support/api/server.js";

/** An engine that recognizes nothing, at once. */
const QUICK = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_GROUP_THRESHOLD_S: "600" };
const TONE = (seconds: number): string[] => ["-f", "lavfi", "-i", `sine=frequency=440:sample_rate=48000:d=${seconds}`];

interface Making {
  state: string;
  progress: number;
}

let place: Place;
let server: TestServer;
beforeAll(async () => {
  place = await makePlace();
  server = await startServer({ ...place.env, ...QUICK });
});
afterAll(async () => {
  expect(await server.stop()).toBe(143);
  expect(server.command.stderr()).not.toMatch(/"level":50/);
  await place.remove();
});

const at = (name: string): string => join(place.folder, name);

/** A job of a file that ffmpeg makes with these arguments. */
async function jobOf(name: string, words: string[]): Promise<string> {
  await ffmpeg(...words, at(name));
  return finishedJob(server, Uint8Array.from(await readFile(at(name))), name);
}

/** Asks until the preview is made. */
async function preview(job: string): Promise<{ first: Reply; file: string; reply: Response }> {
  const path = `/api/jobs/${job}/preview`;
  const first = await server.request(path);
  let reply = new Response();
  await until(async () => {
    reply = await fetch(new URL(path, server.url));
    if (reply.status === 202) await reply.arrayBuffer();
    return reply.status !== 202;
  });
  const file = at(`${job}.preview`);
  await writeFile(file, Buffer.from(await reply.clone().arrayBuffer()));
  return { first, file, reply };
}

const codecs = async (file: string): Promise<string[]> =>
  (await ffprobe("-show_entries", "stream=codec_name,pix_fmt,height", "-of", "csv=p=0", file)).split("\n");

/** Hashes of all decoded pictures. */
async function pictureHashes(file: string): Promise<string> {
  await ffmpeg("-i", file, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framehash", at("hashes"));
  const lines = (await readFile(at("hashes"), "utf8")).split("\n").filter((line) => /^\d/.test(line));
  return lines.map((line) => line.split(",").at(-1)).join();
}

describe("previews", () => {
  it("are the original if browsers play it", async () => {
    const words = [...picture(2, "320x180"), ...TONE(2), ...H264, "-c:a", "aac"];
    const job = await jobOf("plays.mp4", words);
    const { links } = (await server.request(`/api/jobs/${job}`)).json as unknown as { links: Record<string, string> };
    expect(links).toMatchObject({ preview: `/api/jobs/${job}/preview`, segments: `/api/jobs/${job}/segments` });
    const { first, reply, file } = await preview(job);
    expect(first.status).toBe(200);
    expect(await readFile(file)).toEqual(await readFile(at("plays.mp4")));
    expect(reply.headers.get("content-type")).toBe("video/mp4");
    expect(reply.headers.get("content-disposition")).toMatch(/^inline; filename=plays.mp4;/);
    const part = await fetch(new URL(links["preview"] ?? "", server.url), { headers: { Range: "bytes=4-7" } });
    expect([part.status, await part.text()]).toEqual([206, "ftyp"]);
    expect(await readdir(join(place.folder, "data", "outputs", job)).catch(() => [])).toEqual([]);
  });

  it("of a Matroska file with AC-3 copy the picture and encode the sound", async () => {
    const job = await jobOf("film.mkv", [...picture(3, "320x180"), ...TONE(3), ...H264, "-c:a", "ac3"]);
    const { first, reply, file } = await preview(job);
    expect([first.status, first.headers.get("retry-after")]).toEqual([202, "1"]);
    expect(first.json as unknown as Making).toEqual({ state: "making", progress: 0 });
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("video/mp4");
    expect(reply.headers.get("content-disposition")).toMatch(/^inline; filename=film.preview.mp4;/);
    expect(await codecs(file)).toEqual(["h264,180,yuv420p", "aac"]);
    expect(await pictureHashes(file)).toBe(await pictureHashes(at("film.mkv")));
    // A player can start before the whole file has come.
    const bytes = await readFile(file);
    expect(bytes.indexOf("moov")).toBeLessThan(bytes.indexOf("mdat"));
    const etag = reply.headers.get("etag") ?? "";
    const path = `/api/jobs/${job}/preview`;
    expect((await server.request(path, { headers: { "If-None-Match": etag } })).status).toBe(304);
    expect((await server.request(path, { method: "HEAD" })).headers.get("content-length")).toBe(String(bytes.length));
    // It does not appear as a render in lists, paths or the job's events.
    expect((await server.request(`/api/jobs/${job}/renders`)).json).toEqual({ renders: [] });
    const [name = ""] = await readdir(join(place.folder, "data", "outputs", job));
    expectProblem(await server.request(`/outputs/${job}/${name}`), 404, /no such file/);
    expectProblem(await server.request(`/api/jobs/${job}/renders/${name.slice(0, -4)}`), 404, /no render/);
    const events = eventsOf((await server.request(`/api/jobs/${job}/events`)).text);
    expect(events.some(({ event }) => event === "render")).toBe(false);
    expect((await server.request(`/api/jobs/${job}`, { method: "DELETE" })).status).toBe(204);
    await expect(stat(join(place.folder, "data", "outputs", job))).rejects.toThrow(/ENOENT/);
    expectProblem(await server.request(path), 404, /no job/);
  });

  it("of videos that browsers cannot play are encoded, with at most 720 lines", async () => {
    const job = await jobOf("old.avi", [
      ...[...picture(2, "1920x1080"), ...TONE(2), "-c:v", "mpeg4", "-q:v", "5", "-c:a", "mp3"],
    ]);
    const { first, reply, file } = await preview(job);
    expect(first.status).toBe(202);
    expect(reply.status).toBe(200);
    expect(await codecs(file)).toEqual(["h264,720,yuv420p", "mp3"]);
    expect(Number(await ffprobe("-show_entries", "format=duration", "-of", "csv=p=0", file))).toBeCloseTo(2, 0);
  });

  it("of 10-bit HEVC are encoded", async ({ skip }) => {
    const hevc = [
      "-c:v",
      "libx265",
      "-preset",
      "ultrafast",
      "-pix_fmt",
      "yuv420p10le",
      "-x265-params",
      "log-level=none",
    ];
    const words = [...picture(1, "180x320"), ...TONE(1), ...hevc, "-c:a", "aac"];
    const job = await jobOf("phone.mov", words).catch((error: unknown) => {
      if (/Unknown encoder/.test(String(error))) skip("this ffmpeg has no encoder of HEVC");
      throw error;
    });
    const { file } = await preview(job);
    expect(await codecs(file)).toEqual(["h264,320,yuv420p", "aac"]);
  });

  it("are sound if there is no picture", async () => {
    const plays = await jobOf("talk.mp3", [...TONE(2), "-c:a", "mp3"]);
    const original = await preview(plays);
    expect([original.first.status, original.reply.headers.get("content-type")]).toEqual([200, "audio/mpeg"]);
    const made = await preview(await jobOf("talk.mka", [...TONE(2), "-c:a", "ac3"]));
    expect(made.reply.headers.get("content-type")).toBe("audio/mp4");
    expect(await codecs(made.file)).toEqual(["aac"]);
  });

  it("start at the same time as the subtitles", async () => {
    const words = [...picture(2, "160x90"), ...TONE(2), ...H264, "-c:a", "aac", "-output_ts_offset", "10"];
    const { file } = await preview(await jobOf("recorded.ts", words));
    expect(Number(await ffprobe("-show_entries", "format=start_time", "-of", "csv=p=0", file))).toBeLessThan(0.1);
    expect(Number(await ffprobe("-show_entries", "format=duration", "-of", "csv=p=0", file))).toBeCloseTo(2, 0);
  });
});

describe("thumbnails", () => {
  let job = "";
  const still = (name: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(`/api/jobs/${job}/thumbnails/${name}`, server.url), { headers });

  beforeAll(async () => {
    // Red for 2 s, then blue.
    const colors = ["-f", "lavfi", "-i", "color=c=red:size=640x360:rate=25:d=2"];
    const rest = ["-f", "lavfi", "-i", "color=c=blue:size=640x360:rate=25:d=2"];
    const join = ["-filter_complex", "[0:v][1:v]concat[v]", "-map", "[v]", "-map", "2:a"];
    job = await jobOf("colors.mp4", [...colors, ...rest, ...TONE(4), ...join, ...H264, "-c:a", "aac"]);
  });

  /** Red, green and blue of the middle of a JPEG. */
  async function middle(reply: Response): Promise<number[]> {
    await writeFile(at("still.jpg"), Buffer.from(await reply.arrayBuffer()));
    const raw = at("still.rgb");
    await ffmpeg("-i", at("still.jpg"), "-vf", "scale=1:1", "-f", "rawvideo", "-pix_fmt", "rgb24", raw);
    return [...(await readFile(raw))];
  }

  it("show the moment in the requested width", async () => {
    const first = await still("1.96.jpg");
    expect([first.status, first.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    expect(first.headers.get("cache-control")).toMatch(/max-age=86400/);
    const etag = first.headers.get("etag") ?? "";
    const [red = 0, , blue = 0] = await middle(first);
    expect([red > 200, blue < 50]).toEqual([true, true]);
    expect(await ffprobe("-show_entries", "stream=width,height", "-of", "csv=p=0", at("still.jpg"))).toBe("320,180");
    const second = await middle(await still("2.jpg?width=64"));
    expect([(second[0] ?? 0) < 50, (second[2] ?? 0) > 200]).toEqual([true, true]);
    expect(await ffprobe("-show_entries", "stream=width,height", "-of", "csv=p=0", at("still.jpg"))).toBe("64,36");
    expect((await still("1.96.jpg", { "If-None-Match": etag })).status).toBe(304);
    const kept = join(place.folder, "data", "outputs", job, "stills");
    expect((await readdir(kept)).sort()).toEqual(["1960-320.jpg", "2000-64.jpg"]);
    // The last picture is shown until the end.
    expect((await still("4.jpg")).status).toBe(200);
  });

  it("are made in parallel", async () => {
    const replies = await Promise.all(Array.from({ length: 12 }, (_, i) => still(`${i / 4}.jpg?width=${100 + i}`)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it("are refused if there is no picture", async () => {
    const ask = (path: string): Promise<Reply> => server.request(`/api/jobs/${path}`);
    expectProblem(await ask(`${job}/thumbnails/4.5.jpg`), 404, /no picture at 4.5 s: the video ends at 4/);
    for (const name of ["x.jpg", "1.png", "-1.jpg", "1e3.jpg", "..%2f1.jpg"])
      expectProblem(await ask(`${job}/thumbnails/${name}`), 404, /nothing with this name/);
    for (const width of ["63", "1281", "x", "64.5"])
      expectProblem(await ask(`${job}/thumbnails/1.jpg?width=${width}`), 422, /64 to 1280/);
    const sound = await jobOf("sound.wav", TONE(1));
    expectProblem(await ask(`${sound}/thumbnails/0.jpg`), 404, /only sound/);
    const nobody = "00000000-0000-4000-8000-000000000000";
    expectProblem(await ask(`${nobody}/thumbnails/0.jpg`), 404, /no job/);
  });
});
