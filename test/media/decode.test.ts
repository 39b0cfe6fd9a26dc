import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decodeAudio } from "../../src/media/sound/decode.js";
import type { MediaInfo } from "../../src/media/probe/media.js";
import { probe } from "../../src/media/probe/probe.js";
import { beeps, decodeAll, ffmpeg, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);

/** The id of the ffmpeg that this process is running, or null. */
function ffmpegPid(): number | null {
  const list = spawnSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" }).stdout;
  const line = list.split("\n").find((text) => text.includes("ffmpeg"));
  return line === undefined ? null : parseInt(line, 10);
}

/** Processor time of the running ffmpeg in ticks. 0 if there is none. */
function processorTime(): number {
  const pid = ffmpegPid();
  if (pid === null) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Memory of this process in MiB. */
const held = (): number => process.memoryUsage().rss / 2 ** 20;

describe.skipIf(missingFfmpeg !== null)(`decoding${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  let long: MediaInfo;
  beforeAll(async () => {
    // Three hours: 345 MB of samples.
    await ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "anoisesrc=r=16000:d=60:a=0.1:seed=1",
      "-c:a",
      "libmp3lame",
      "-b:a",
      "32k",
      made.path("minute.mp3"),
    );
    await ffmpeg("-stream_loop", "179", "-i", made.path("minute.mp3"), "-c", "copy", made.path("long.mka"));
    long = await probe(made.path("long.mka"));
  });

  test("returns all samples, and memory does not grow with the length", async () => {
    let count = 0;
    let most = 0;
    const before = held();
    for await (const samples of decodeAudio(long)) {
      count += samples.length;
      most = Math.max(most, held());
    }
    expect(Math.abs(count / 16_000 - long.duration)).toBeLessThan(1);
    expect(most - before).toBeLessThan(150);
  });

  test("waits for a slow reader: ffmpeg does not run ahead", async () => {
    const audio = decodeAudio(long);
    await audio.next();
    const before = held();
    // It has paused for lack of space, or it has ended, which the next lines would find.
    let spent = -1;
    await expect
      .poll(
        () => {
          const was = spent;
          spent = processorTime();
          return spent === was;
        },
        { interval: 200, timeout: patience(30_000) },
      )
      .toBe(true);
    expect(held() - before).toBeLessThan(50);
    expect(ffmpegPid()).not.toBeNull();
    await audio.return();
    expect(ffmpegPid()).toBeNull();
  });

  test("ends ffmpeg when the reader leaves early", async () => {
    for await (const samples of decodeAudio(long)) {
      expect(samples.length).toBeGreaterThan(0);
      break;
    }
    expect(ffmpegPid()).toBeNull();
  });

  test("ends ffmpeg when the reader throws", async () => {
    const reading = (async () => {
      for await (const samples of decodeAudio(long)) throw new Error(`no use for ${samples.constructor.name}`);
    })();
    await expect(reading).rejects.toThrow("no use for Int16Array");
    expect(ffmpegPid()).toBeNull();
  });

  test("rejects with the signal's reason if it is aborted before the start, at the start or in the middle", async () => {
    const reason = new Error("enough");
    await expect(decodeAll(long, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const atOnce = new AbortController();
    const first = decodeAll(long, { signal: atOnce.signal });
    atOnce.abort(reason);
    await expect(first).rejects.toBe(reason);
    const middle = new AbortController();
    const reading = (async () => {
      let count = 0;
      for await (const samples of decodeAudio(long, { signal: middle.signal })) {
        count += samples.length;
        if (count > 16_000 * 60) middle.abort(reason);
      }
    })();
    await expect(reading).rejects.toBe(reason);
    await expect(probe(made.path("long.mka"), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(ffmpegPid()).toBeNull();
  });

  test("reports a file that vanishes after the probe", async () => {
    const info = { ...long, file: made.path("gone.mka") };
    await expect(decodeAll(info)).rejects.toThrow(/ffmpeg could not decode the sound of .*gone\.mka \(.*No such file/);
  });

  test("treats a killed ffmpeg as an error, not as an early end", async () => {
    const reading = (async () => {
      let killed = false;
      for await (const samples of decodeAudio(long)) {
        if (killed || samples.length === 0) continue;
        process.kill(ffmpegPid() ?? NaN, "SIGKILL");
        killed = true;
      }
    })();
    await expect(reading).rejects.toThrow(/could not decode/);
  });

  test("reports damaged places and replaces them with silence", async () => {
    const path = made.path("damaged.mp4");
    await ffmpeg("-f", "lavfi", "-i", "anoisesrc=d=8:a=0.5:seed=1", "-c:a", "aac", path);
    const bytes = readFileSync(path);
    bytes.fill("no sound at all ", bytes.length >> 1, (bytes.length >> 1) + 3000);
    writeFileSync(path, bytes);
    const warnings: string[] = [];
    const samples = await decodeAll(await probe(path), { onWarning: (message) => warnings.push(message) });
    expect(samples.length / 16_000).toBeCloseTo(8, 1);
    expect(warnings.join()).toMatch(/damaged places/);
  });

  test("mixes many channels into one", async () => {
    const path = made.path("six.flac");
    await ffmpeg(...beeps(3, 1), "-ac", "6", path);
    expect((await probe(path)).audio.channels).toBe(6);
    expect((await decodeAll(await probe(path))).length).toBe(3 * 16_000);
  });

  test("ignores cover art, and measures a file without a declared length", async () => {
    const cover = made.path("cover.png");
    await ffmpeg("-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", cover);
    const song = made.path("song.mp3");
    await ffmpeg(
      "-i",
      made.path("minute.mp3"),
      "-i",
      cover,
      "-map",
      "0:a",
      "-map",
      "1:v",
      "-c",
      "copy",
      "-disposition:v",
      "attached_pic",
      song,
    );
    const info = await probe(song);
    expect(info.video).toBeNull();
    expect(info.duration).toBeCloseTo(60, 0);
    // As a browser records: without seeking back, so that the length is missing.
    const recording = made.path("recording.webm");
    await ffmpeg(
      "-f",
      "lavfi",
      "-i",
      "testsrc2=s=64x64:r=30000/1001:d=4",
      ...beeps(4, 1),
      "-map",
      "0:v",
      "-map",
      "1:a",
      "-c:v",
      "libvpx",
      "-c:a",
      "libopus",
      "-live",
      "1",
      recording,
    );
    const recorded = await probe(recording);
    expect(recorded.duration).toBeCloseTo(4, 0);
    expect(recorded.video?.frameRate).toBeCloseTo(30000 / 1001, 2);
    expect((await decodeAll(recorded)).length / 16_000).toBeCloseTo(4, 1);
  });
});
