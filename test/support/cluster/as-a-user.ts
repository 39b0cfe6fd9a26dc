/** A user's work with a cluster, from the upload to the files. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import type { ClusterClient } from "./client.js";
import { ROOT } from "./programs.js";

/** A video with at least `seconds` of speech. */
export async function madeVideo(seconds: number): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "sister-cluster-"));
  try {
    const file = join(folder, "talk.mp4");
    const script = join(ROOT, "scripts", "make-talk.mjs");
    await promisify(execFile)(process.execPath, [
      script,
      file,
      "--seconds",
      String(seconds),
      "--size",
      "320x180",
      "--rate",
      "5",
    ]);
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface SubtitleDocument {
  language: string;
  cues: { index: number; start: number; end: number; text: string }[];
}

/** Does the work and checks each answer; `hosts`: the hosts that must have taken part. */
export async function useAsAUser(client: ClusterClient, video: Uint8Array, hosts: readonly string[]): Promise<void> {
  const answer = await client.submit(video, "a talk.mp4", `user-${Date.now()}`);
  expect([answer.status, answer.headers.get("location")]).toEqual([202, expect.stringMatching(/^\/api\/jobs\//)]);
  const { id, route } = (await answer.json()) as { id: string; route: string };
  expect(route).toBe("group");

  const stream = await client.fetch(`/api/jobs/${id}/events`);
  expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const said = await stream.text();
  const events = new Set([...said.matchAll(/^event: (\w+)$/gm)].map(([, name]) => name));
  // The sleep engine returns words that no dictionary has: a warning reports that they were not translated.
  events.delete("warning");
  expect([...events].sort()).toEqual(["cue", "progress", "segment", "status"]);

  const job = await client.ended(id);
  expect([job.status, job.error, job.segments.failed]).toEqual(["completed", null, 0]);
  const worked = job.ranks.filter(({ segments }) => segments > 0).map(({ host }) => host);
  expect([...new Set(worked)].sort()).toEqual([...hosts].sort());

  for (const [format, begins] of [
    ["srt", /^1\r?\n00:00:/],
    ["vtt", /^WEBVTT/],
  ] as const) {
    const text = await (await client.fetch(`/api/jobs/${id}/subtitles/es.${format}`)).text();
    expect(text).toMatch(begins);
  }
  const read = await client.fetch(`/api/jobs/${id}/subtitles/es.json`);
  const document = (await read.json()) as SubtitleDocument;
  const edited = {
    ...document,
    cues: document.cues.map((cue, i) => (i === 0 ? { ...cue, text: "Lo que se corrigió." } : cue)),
  };
  const put = { method: "PUT", body: JSON.stringify(edited), headers: { "Content-Type": "application/json" } };
  const etag = read.headers.get("etag") ?? "";
  const path = `/api/jobs/${id}/subtitles/es`;
  expect((await client.fetch(path, put)).status).toBe(428);
  expect((await client.fetch(path, { ...put, headers: { ...put.headers, "If-Match": etag } })).status).toBe(200);
  expect((await client.fetch(path, { ...put, headers: { ...put.headers, "If-Match": etag } })).status).toBe(412);

  for (const kind of ["mux", "burn"] as const) {
    const output = await client.rendered(id, kind);
    const whole = new Uint8Array(await (await client.fetch(output)).arrayBuffer());
    const part = await client.fetch(output, { headers: { Range: "bytes=100-299" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 100-299/${whole.length}`]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(whole.slice(100, 300));
  }
  const original = await client.fetch(`/outputs/${id}/original`);
  expect(new Uint8Array(await original.arrayBuffer())).toEqual(new Uint8Array(video));
}
