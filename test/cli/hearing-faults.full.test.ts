/** Faults whose tests take longer than a minute: ten hours of sound, and an aligner that hangs. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { Desk } from "./desk.js";
import { run, speechOf, wavOf } from "./sister.js";
import { patience } from "../support/pace.js";

const HOUR = 3600;
const silence = (seconds: number): string[] => ["-f", "lavfi", "-t", `${seconds}`, "-i", "anullsrc=r=16000:cl=mono"];

it("one sentence in ten hours of silence is found at its time", { timeout: patience(1_800_000) }, async (context) => {
  const desk = await Desk.begin(context.onTestFinished);
  const spoken = join(desk.folder, "spoken.wav");
  await writeFile(spoken, wavOf(await speechOf(5)));
  const file = join(desk.folder, "talk.flac");
  const inputs = [...silence(5 * HOUR), "-i", spoken, ...silence(5 * HOUR)];
  const joined = ["-filter_complex", "concat=n=3:v=0:a=1", "-c:a", "flac", "-compression_level", "0"];
  execFileSync("ffmpeg", ["-v", "error", ...inputs, ...joined, file]);
  const { status, stderr } = await run(["translate", file, "--ranks", "2"], desk.env);
  expect(status, stderr).toBe(0);
  const document = JSON.parse(await readFile(join(desk.folder, "talk.json"), "utf8")) as SubtitleDocument;
  expect(document.duration).toBeGreaterThan(10 * HOUR);
  expect(document.warnings).toEqual([]);
  const words = document.cues.flatMap((cue) => cue.words);
  expect(words.map(({ text }) => text).join(" ")).toMatch(/good morning.*today we look at how many computers/i);
  expect(words[0]?.start).toBeGreaterThan(5 * HOUR - 0.1);
  expect(words[0]?.start).toBeLessThan(5 * HOUR + 1);
  expect(words.at(-1)?.end).toBeLessThan(5 * HOUR + 15);
});

it("words have times although the aligner hangs once", async (context) => {
  const desk = await Desk.begin(context.onTestFinished);
  await desk.record(10);
  const hung = join(desk.folder, "hung");
  const faulty = { ...desk.env, SISTER_FAULT_ALIGNER: `hang-once:${hung}` };
  const { status, stderr } = await run(["translate", desk.file, "--ranks", "2"], faulty);
  expect(status, stderr).toBe(0);
  expect(existsSync(hung)).toBe(true);
  const { cues, warnings } = await desk.document();
  expect(warnings).toEqual([]);
  const words = cues.flatMap((cue) => cue.words);
  expect(words.length).toBeGreaterThan(10);
  expect(words.some(({ estimated }) => estimated)).toBe(false);
});
