/** Videos with speech for the tests of the page, and jobs with them. */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import type { Page } from "playwright-core";
import type { TestServer } from "../support/api/server.js";
import { speechOf, wavOf } from "../cli/sister.js";
import { ffmpeg, H264, picture } from "../support/media/made-media.js";

let made = 0;

/**
 * Makes a video with at least `seconds` of speech; `sound` holds ffmpeg's options for the codec. Each video is slightly
 * softer than the one before, since a server reuses the results of equal sound.
 */
export async function makeTalk(
  path: string,
  seconds: number,
  sound: readonly string[] = ["-c:a", "aac"],
): Promise<string> {
  const loudness = 0.97 ** made++;
  await writeFile(`${path}.wav`, wavOf((await speechOf(seconds)).map((sample) => Math.round(sample * loudness))));
  // The picture ends with the speech, whatever its length.
  const inputs = [...picture(seconds + 30, "320x180"), "-i", `${path}.wav`];
  await ffmpeg(...inputs, ...H264, "-r", "10", ...sound, "-shortest", path);
  return path;
}

/** Enlarges an MP4 by a box that players skip, so that only the upload takes longer. */
export async function enlarge(path: string, bytes: number): Promise<void> {
  const box = Buffer.alloc(bytes);
  box.writeUInt32BE(bytes, 0);
  box.write("free", 4);
  await appendFile(path, box);
}

/** Submits a video without the page and returns the job at once. */
export async function sendTalk(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const form = new FormData();
  form.append("video", new Blob([await readFile(path)]), basename(path));
  const made = await server.request("/api/jobs", { method: "POST", body: form, headers });
  if (made.status !== 202) throw new Error(`the talk was refused: ${made.text}`);
  return made.json.id;
}

/** Submits a video without the page and returns the job when it has ended. */
export async function finishedTalk(
  server: TestServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<string> {
  const { id, status } = await server.ended(await sendTalk(server, path, headers), headers);
  if (status !== "completed") throw new Error(`job ${id} is ${status}`);
  return id;
}

export interface SavedCue {
  index: number;
  start: number;
  end: number;
  text: string;
}

/** The server's cues of a language. */
export async function cuesOf(
  server: TestServer,
  job: string,
  language = "en",
  headers: Record<string, string> = {},
): Promise<SavedCue[]> {
  return (await server.request(`/api/jobs/${job}/subtitles/${language}.json`, { headers })).json.cues;
}

/** Overwrites the cues, as another program may do. */
export async function writeCues(
  server: TestServer,
  job: string,
  cues: readonly SavedCue[],
  language = "en",
): Promise<void> {
  const seen = await server.request(`/api/jobs/${job}/subtitles/${language}.json`);
  const saved = await server.request(`/api/jobs/${job}/subtitles/${language}`, {
    method: "PUT",
    headers: { "Content-Type": "application/json", "If-Match": seen.headers.get("etag") ?? "" },
    body: JSON.stringify({ language, cues }),
  });
  if (saved.status !== 200) throw new Error(`the cues were not saved: ${saved.text}`);
}

/** Chooses a file on the first screen and starts. */
export async function upload(page: Page, file: string): Promise<void> {
  await page.locator("input[type=file]").first().setInputFiles(file);
  await page.getByRole("button", { name: "Make subtitles" }).click();
}

/** The text field of a cue in the editor; numbers begin with 1. */
export const cueField = (page: Page, number: number) =>
  page.getByRole("textbox", { name: new RegExp(`^Cue ${number}, `) });

/** Signs in by the page's form; resolves when the page is visible. */
export async function signIn(page: Page, secret: string): Promise<void> {
  await page.getByLabel("Token").fill(secret);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("dialog", { name: "Sign in" }).waitFor({ state: "detached" });
}
