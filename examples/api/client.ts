/**
 * A small client of the API: uploads a video, prints sentences as they are recognized, and saves the subtitles.
 *
 *   node --import tsx examples/api/client.ts talk.mp4 es
 *
 * SISTER_URL: another server than http://127.0.0.1:8000. SISTER_TOKEN: the token for it.
 */
import { openAsBlob } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename, parse } from "node:path";

const SERVER = process.env["SISTER_URL"] ?? "http://127.0.0.1:8000";
const TOKEN = process.env["SISTER_TOKEN"];

interface Job {
  id: string;
  status: "queued" | "running" | "completed" | "failed" | "cancelled";
  error: string | null;
}

/** Sends a request; throws with the server's explanation if it fails. */
async function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = TOKEN === undefined ? {} : { Authorization: `Bearer ${TOKEN}` };
  const answer = await fetch(new URL(path, SERVER), { ...init, headers });
  if (answer.ok) return answer;
  const problem = (await answer.json()) as { title: string; detail?: string };
  throw new Error(`${answer.status}: ${problem.detail ?? problem.title}`);
}

/** Uploads a video; resolves with its job once the server has both on disk. */
async function submit(video: string, target: string): Promise<Job> {
  const form = new FormData();
  form.append("target", target);
  form.append("video", await openAsBlob(video), basename(video)); // read from disk while it is sent
  return (await (await request("/api/jobs", { method: "POST", body: form })).json()) as Job;
}

/** The events of a job: `{ event: "cue", data: { start, end, text, … } }`. They end with the job. */
async function* eventsOf(job: Job): AsyncGenerator<{ event: string; data: unknown }> {
  const answer = await request(`/api/jobs/${job.id}/events`);
  let text = "";
  for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      const data = field("data");
      if (data !== undefined) yield { event: field("event") ?? "message", data: JSON.parse(data) as unknown };
    }
  }
}

const [video, target] = process.argv.slice(2);
if (video === undefined || target === undefined) throw new Error("usage: client.ts VIDEO LANGUAGE");

const job = await submit(video, target);
console.log(`job ${job.id}`);
for await (const { event, data } of eventsOf(job)) {
  if (event === "cue") console.log((data as { text: string }).text);
  if (event === "progress") console.log(`${Math.round(100 * (data as { progress: number }).progress)} %`);
}

const ended = (await (await request(`/api/jobs/${job.id}`)).json()) as Job;
if (ended.status !== "completed") throw new Error(`the job has ${ended.status}: ${ended.error ?? ""}`);
const subtitles = await (await request(`/api/jobs/${job.id}/subtitles/${target}.srt`)).text();
const file = `${parse(video).name}.${target}.srt`;
await writeFile(file, subtitles);
console.log(`wrote ${file}`);
