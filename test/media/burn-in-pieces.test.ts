import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { burnInPieces } from "../../src/media/burn-in-pieces.js";
import { probe } from "../../src/media/probe.js";
import { burnSubtitles } from "../../src/media/subtitled-video.js";
import { beeps, ffmpeg, ffprobe, H264, missingFfmpeg, picture, temporaryFolder } from "./made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

const BOTH = ["-map", "0:v", "-map", "1:a"];
const AAC = ["-c:a", "aac"];

/** The times of a stream's packets, in order, as ffprobe writes them. */
async function times(file: string, stream: string): Promise<number[]> {
  const list = await ffprobe("-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", file);
  return list
    .split("\n")
    .map(parseFloat)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

/** How alike two videos are, picture by picture: the least of all, in dB. */
async function likeness(one: string, other: string): Promise<number> {
  const log = made.path("psnr.txt");
  await ffmpeg("-i", one, "-i", other, "-lavfi", `psnr=stats_file=${log}`, "-f", "null", "-");
  const found = [...readFileSync(log, "utf8").matchAll(/psnr_y:([\d.]+|inf)/g)];
  return Math.min(...found.map(([, value]) => (value === "inf" ? 99 : Number(value))));
}

/** Kinds of videos that a cut could harm. */
const SOURCES: Record<string, string[]> = {
  "b-frames.mp4": [...picture(12), ...beeps(12, 1), ...BOTH, ...H264, ...AAC],
  "open-gop.mkv": [
    ...["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=30000/1001:d=12", ...beeps(12, 1), ...BOTH, ...H264],
    ...["-x264-params", "open-gop=1", "-c:a", "libmp3lame"],
  ],
  "ten.ts": [...picture(12), ...beeps(12, 1), ...BOTH, ...H264, ...AAC, "-output_ts_offset", "10"],
  // Two of three pictures are missing in the middle.
  "variable.mp4": [
    ...[...picture(12), ...beeps(12, 1), ...BOTH, "-vf", "select='not(between(t,4,8))+not(mod(n,3))'"],
    ...["-fps_mode", "vfr", ...H264, ...AAC],
  ],
  "late.mp4": ["-itsoffset", "1.5", ...picture(10), ...beeps(12, 1), ...BOTH, ...H264, ...AAC],
  "odd.avi": [...picture(12, "161x91"), ...beeps(12, 1), ...BOTH, "-c:v", "mpeg4", "-g", "25", "-c:a", "libmp3lame"],
};

describe.skipIf(missingFfmpeg !== null)(
  `a burn in pieces${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    beforeAll(() => {
      writeFileSync(made.path("es.srt"), "1\n00:00:02,000 --> 00:00:10,500\nMMMM MMMM\n");
    });

    test.each(Object.keys(SOURCES))(
      "has the pictures and the sound of one in one: %s",
      { timeout: 60_000 },
      async (name) => {
        await ffmpeg(...(SOURCES[name] ?? []), made.path(name));
        const info = await probe(made.path(name));
        const request = { info, subtitle: made.path("es.srt"), style: { position: "top" } as const };
        const whole = made.path(`${name}.whole.mp4`);
        const joined = made.path(`${name}.joined.mp4`);
        const shares: number[] = [];
        await burnSubtitles({ ...request, output: whole });
        const pieces = await burnInPieces({
          ...request,
          output: joined,
          pieces: 3,
          onProgress: (done) => shares.push(done),
        });
        expect(pieces).toBe(3);
        for (const stream of ["v:0", "a:0"]) {
          const [expected, got] = [await times(whole, stream), await times(joined, stream)];
          expect(got).toHaveLength(expected.length);
          // The encoder puts a picture that begins beside its rate's grid onto it, and all others with it: by half a picture at most.
          const shift = (got[0] ?? NaN) - (expected[0] ?? NaN);
          expect(Math.abs(shift)).toBeLessThan(stream === "v:0" ? 0.0201 : 0.0001);
          // Within a tick of the source's clock, which in Matroska is a millisecond.
          const off = got.map((time, i) => Math.abs(time - shift - (expected[i] ?? NaN)));
          expect(Math.max(...off)).toBeLessThan(name.endsWith(".mkv") ? 0.001 : 0.0001);
        }
        expect(await likeness(whole, joined)).toBeGreaterThan(30);
        expect(shares.at(-1)).toBe(1);
        expect(shares).toEqual([...shares].sort((a, b) => a - b));
        expect(readdirSync(made.folder).filter((one) => one.startsWith("."))).toEqual([]);
      },
    );

    test("is one in one where there is nowhere to cut", { timeout: 60_000 }, async () => {
      const long = ["-c:v", "libx264", "-preset", "veryfast", "-g", "1000", "-pix_fmt", "yuv420p"];
      await ffmpeg(
        ...picture(4),
        ...beeps(4, 1),
        ...BOTH,
        ...long,
        "-sc_threshold",
        "0",
        ...AAC,
        made.path("keyless.mp4"),
      );
      const info = await probe(made.path("keyless.mp4"));
      const output = made.path("keyless.out.mp4");
      expect(await burnInPieces({ info, subtitle: made.path("es.srt"), output, pieces: 3 })).toBe(1);
      expect(await times(output, "v:0")).toHaveLength(100);
    });

    test("leaves nothing when it is stopped", { timeout: 60_000 }, async () => {
      const name = "stopped.mp4";
      await ffmpeg(...picture(30, "640x360"), ...beeps(30, 1), ...BOTH, ...H264, ...AAC, made.path(name));
      const info = await probe(made.path(name));
      const stop = new AbortController();
      const burn = burnInPieces({
        ...{ info, subtitle: made.path("es.srt"), output: made.path("never.mp4"), pieces: 2, signal: stop.signal },
        onProgress: () => stop.abort(new Error("enough")),
      });
      await expect(burn).rejects.toThrow("enough");
      expect(readdirSync(made.folder).filter((one) => /^\.|never/.test(one))).toEqual([]);
    });
  },
);
