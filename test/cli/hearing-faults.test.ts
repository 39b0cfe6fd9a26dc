/** Faulty sound, too little memory and broken aligners, through whole runs of the command. */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { Desk, summaryOf } from "./desk.js";
import { run, speechOf, wavOf } from "./sister.js";
import { patience } from "../support/pace.js";

const wordsOf = ({ cues }: SubtitleDocument): SubtitleDocument["cues"][number]["words"] =>
  cues.flatMap((cue) => cue.words);
const textOf = (document: SubtitleDocument): string =>
  wordsOf(document)
    .map(({ text }) => text)
    .join(" ");
const codesOf = ({ warnings }: SubtitleDocument): string[] => warnings.map(({ code }) => code);

/** Samples of -1 to 1 as a WAV file of 32 bit floats, at 16 kHz. */
function floatWavOf(samples: Float32Array): Buffer {
  const header = Buffer.from(wavOf(new Int16Array(0)));
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.writeUInt16LE(3, 20);
  header.writeUInt32LE(64_000, 28);
  header.writeUInt16LE(4, 32);
  header.writeUInt16LE(32, 34);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

/** The samples -1 to 1, with some of them of no value in the middle of words and of pauses. */
function withoutValues(samples: Int16Array): Float32Array {
  const floats = Float32Array.from(samples, (sample) => sample / 32_768);
  for (let i = 0; i < floats.length; i += 4000) floats[i] = [NaN, Infinity, -Infinity][(i / 4000) % 3] ?? 0;
  return floats;
}

describe("a run without enough memory", () => {
  it(
    "loses only the segment whose engine gets no more memory, and reports it",
    { timeout: patience(120_000) },
    async (context) => {
      const desk = await Desk.begin(context.onTestFinished);
      await desk.record(40, 25);
      const starved = { ...desk.env, SISTER_FAULT_ENGINE: "full-scale-no-memory" };
      const { status, stderr } = await run(["translate", desk.file, "--ranks", "2"], starved);
      expect(status).toBe(1);
      expect(stderr).toMatch(/1 of 3 segments could not be recognized/);
      expect(stderr).toMatch(
        /the speech engine ran out of memory: start fewer ranks on this host, or use a smaller model/,
      );
      expect(stderr).not.toMatch(/onnxruntime/);
      const document = await desk.document();
      const failed = document.cues.filter((cue) => cue.failed);
      expect(failed.some((cue) => cue.start <= 25 && cue.end >= 24)).toBe(true);
      expect(document.cues.filter((cue) => !cue.failed && cue.words.length > 0).length).toBeGreaterThan(3);
    },
  );
});

describe("a run with unusual sound", () => {
  it.concurrent.for<[string, string[]]>([
    ["192 kHz, stereo, 24 bit", ["-ar", "192000", "-ac", "2", "-c:a", "pcm_s24le"]],
    ["8 kHz, mu-law", ["-ar", "8000", "-c:a", "pcm_mulaw"]],
    ["clipped by 12 dB", ["-af", "volume=12dB"]],
  ])("transcribes %s", async ([, options], context) => {
    const desk = await Desk.begin(context.onTestFinished);
    const plain = join(desk.folder, "plain.wav");
    await writeFile(plain, wavOf(await speechOf(5)));
    execFileSync("ffmpeg", ["-v", "error", "-i", plain, ...options, desk.file]);
    const { status, stderr } = await run(["translate", desk.file], desk.env);
    expect(status, stderr).toBe(0);
    expect(textOf(await desk.document())).toMatch(/good morning.*coming to this.*today we.*computers/i);
  });

  it("treats samples that are not numbers as silence", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    const samples = await speechOf(5);
    await writeFile(desk.file, floatWavOf(withoutValues(samples)));
    const { status, stderr } = await run(["translate", desk.file], desk.env);
    expect(status, stderr).toBe(0);
    expect(textOf(await desk.document())).toMatch(/good morning.*thank you/i);
  });

  it("refuses a file without a sample before work", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await writeFile(desk.file, wavOf(new Int16Array(0)));
    const { status, stderr } = await run(["translate", desk.file], desk.env);
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/talk\.wav contains no sound: it is cut off or empty; give a complete file/),
    ]);
    expect(await desk.outputs()).toEqual([]);
  });
});

describe("a run with a broken aligner", () => {
  it("gives estimated times with a warning, and a later run finds the times", async (context) => {
    const desk = await Desk.begin(context.onTestFinished);
    await desk.record(10);
    const broken = { ...desk.env, SISTER_FAULT_ALIGNER: "die" };
    const { status, stderr } = await run(["translate", desk.file, "--ranks", "2"], broken);
    expect(status, stderr).toBe(0);
    expect(stderr.match(/times of some words are estimates, because the aligner failed/g)?.length).toBe(1);
    const estimated = await desk.document();
    expect(codesOf(estimated)).toEqual(["times-estimated"]);
    expect(wordsOf(estimated).length).toBeGreaterThan(10);
    expect(wordsOf(estimated).every((word) => word.estimated)).toBe(true);

    const again = ["translate", desk.file, "--ranks", "2", "--overwrite", "--json"];
    const mended = await run(again, desk.env);
    expect(mended.status, mended.stderr).toBe(0);
    expect(summaryOf(mended.stdout).segments.kept).toBe(0);
    const aligned = await desk.document();
    expect(codesOf(aligned)).toEqual([]);
    expect(textOf(aligned)).toBe(textOf(estimated));
    expect(wordsOf(aligned).some((word) => word.estimated)).toBe(false);
    // Now they are kept.
    const { segments } = summaryOf((await run(again, desk.env)).stdout);
    expect(segments.kept).toBe(segments.total);
  });
});
