/** A small video, its finished job, and its renders. */
import { chmod, readFile, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ffmpeg, ffprobe, H264, picture } from "../media/made-media.js";
import type { Answer, Reply, TestServer } from "./server.js";

export interface RenderAnswer extends Answer {
  progress: number;
  error: string | null;
  version: number;
  links: Record<string, string>;
}

/** A moving picture with a tone, of this length. */
export async function madeVideo(path: string, seconds: number, size = "160x90"): Promise<Uint8Array<ArrayBuffer>> {
  const tone = ["-f", "lavfi", "-i", `sine=frequency=440:sample_rate=16000:duration=${seconds}`];
  await ffmpeg(...picture(seconds, size), ...tone, ...H264, "-c:a", "aac", "-shortest", path);
  return Uint8Array.from(await readFile(path));
}

/** Uploads a file under a name, and returns the job's id when it is completed. */
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

/** Requests a render. */
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

/** Resolves with a render when it has ended. The time limit of the test ends the wait. */
export async function rendered(server: TestServer, location: string | null): Promise<RenderAnswer> {
  for (;;) {
    const render = (await server.request(location ?? "")).json as RenderAnswer;
    if (render.status === "completed" || render.status === "failed") return render;
    await sleep(50);
  }
}

/** Saves subtitles, because the engine of these tests recognizes nothing. */
export async function edit(server: TestServer, job: string, text: string, seen: number): Promise<void> {
  const cues = text === "" ? [] : [{ index: 1, start: 0, end: 1.5, text }];
  const saved = await server.request(`/api/jobs/${job}/subtitles/en`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "If-Match": `"${seen}"` },
    body: JSON.stringify({ language: "en", cues }),
  });
  if (saved.status !== 200) throw new Error(saved.text);
}

/** Sends a path unchanged; fetch would resolve its dots. */
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

/** The grey picture of a video at a second, with a byte for each pixel. */
export async function pictureAt(file: string, second: number): Promise<Buffer> {
  const raw = `${file}.gray`;
  await ffmpeg("-ss", String(second), "-i", file, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", raw);
  return readFile(raw);
}

/** How many pixels differ much between two pictures, above and below the middle. */
export function differences(one: Buffer, other: Buffer): { above: number; below: number } {
  const found = { above: 0, below: 0 };
  for (const [i, value] of one.entries())
    if (Math.abs(value - (other[i] ?? 0)) > 100) found[i < one.length / 2 ? "above" : "below"] += 1;
  return found;
}

/** An ffmpeg that burns in real time, and does everything else as usual. */
export async function slowFfmpeg(folder: string): Promise<string> {
  const path = join(folder, "slow-ffmpeg");
  await writeFile(path, '#!/bin/sh\ncase " $* " in *" libx264 "*) exec ffmpeg -re "$@" ;; esac\nexec ffmpeg "$@"\n');
  await chmod(path, 0o755);
  return path;
}
