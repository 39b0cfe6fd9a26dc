/** A small video, a job of it that has ended, and its renders. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ffmpeg, ffprobe, H264, picture } from "../../media/made-media.js";
import type { Answer, Reply, TestServer } from "./server.js";

export interface RenderAnswer extends Answer {
  progress: number;
  error: string | null;
  version: number;
  links: Record<string, string>;
}

/** A moving picture with a tone, so many seconds of it. */
export async function madeVideo(path: string, seconds: number, size = "160x90"): Promise<Uint8Array<ArrayBuffer>> {
  const tone = ["-f", "lavfi", "-i", `sine=frequency=440:sample_rate=16000:duration=${seconds}`];
  await ffmpeg(...picture(seconds, size), ...tone, ...H264, "-c:a", "aac", "-shortest", path);
  return Uint8Array.from(await readFile(path));
}

/** Sends a file under a name, and gives the job once it has ended. */
export async function finishedJob(
  server: TestServer,
  file: Uint8Array<ArrayBuffer>,
  filename: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const form = new FormData();
  form.append("video", new Blob([file]), filename);
  const made = await server.request("/api/jobs", { method: "POST", body: form, headers });
  const { id } = made.json;
  for (;;) {
    const { status } = (await server.request(`/api/jobs/${id}`, { headers })).json;
    if (status === "completed") return id;
    if (status !== "queued" && status !== "running") throw new Error(`job ${id} is ${status}: ${made.text}`);
    await sleep(50);
  }
}

/** Asks for a render. */
export function ask(
  server: TestServer,
  job: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  return server.request(`/api/jobs/${job}/renders`, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** Resolves with a render once it has ended; the test's own limit ends the wait. */
export async function rendered(server: TestServer, location: string | null): Promise<RenderAnswer> {
  for (;;) {
    const render = (await server.request(location ?? "")).json as RenderAnswer;
    if (render.status === "completed" || render.status === "failed") return render;
    await sleep(50);
  }
}

/** Writes what people would have said: the engine of these tests hears nothing. */
export async function edit(server: TestServer, job: string, text: string, seen: number): Promise<void> {
  const cues = text === "" ? [] : [{ index: 1, start: 0, end: 1.5, text }];
  const saved = await server.request(`/api/jobs/${job}/subtitles/en`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "If-Match": `"${seen}"` },
    body: JSON.stringify({ language: "en", cues }),
  });
  if (saved.status !== 200) throw new Error(saved.text);
}

/** A request whose path goes over the wire as it is: fetch would resolve dots. */
export function rawStatus(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const sent = httpRequest({ hostname, port, path, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** How many pictures a video has. */
export async function picturesOf(file: string): Promise<number> {
  const counted = ["-count_packets", "-select_streams", "v:0", "-show_entries", "stream=nb_read_packets"];
  return Number(await ffprobe(...counted, "-of", "csv=p=0", file));
}

/** The picture of a video at a second, in grey, a byte a point. */
export async function pictureAt(file: string, second: number): Promise<Buffer> {
  const raw = `${file}.gray`;
  await ffmpeg("-ss", String(second), "-i", file, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", raw);
  return readFile(raw);
}

/** Points that differ much between two pictures, above the middle and below. */
export function differences(one: Buffer, other: Buffer): { above: number; below: number } {
  const found = { above: 0, below: 0 };
  for (const [i, value] of one.entries())
    if (Math.abs(value - (other[i] ?? 0)) > 100) found[i < one.length / 2 ? "above" : "below"] += 1;
  return found;
}

/** An ffmpeg that takes as long for a burn as the video lasts; everything else is as ever. */
export async function slowFfmpeg(folder: string): Promise<string> {
  const path = join(folder, "slow-ffmpeg");
  await writeFile(path, '#!/bin/sh\ncase " $* " in *" libx264 "*) exec ffmpeg -re "$@" ;; esac\nexec ffmpeg "$@"\n');
  await chmod(path, 0o755);
  return path;
}
