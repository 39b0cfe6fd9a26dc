import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { MediaInfo } from "../../src/media/probe/media.js";
import { probe } from "../../src/media/probe/probe.js";
import { burnSubtitles } from "../../src/media/subtitled-video.js";
import { InProcessTransport } from "../../src/pipeline/ranks/in-process-transport.js";
import { RankPool } from "../../src/pipeline/ranks/rank-pool.js";
import { spreadBurn, type BurnOrder, type SpreadOptions } from "../../src/pipeline/spread-burn.js";
import { beeps, ffmpeg, ffprobe, H264, missingFfmpeg, picture, temporaryFolder } from "../support/media/made-media.js";
import { SLEEP } from "./transport-suite.js";
import { patience } from "../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);

const BOTH = ["-map", "0:v", "-map", "1:a"];
const AAC = ["-c:a", "aac"];

/** One property of a stream's packets, in the order of the file. */
async function packets(file: string, stream: string, what: string): Promise<number[]> {
  const list = await ffprobe("-select_streams", stream, "-show_entries", `packet=${what}`, "-of", "csv=p=0", file);
  return list.split("\n").map(parseFloat).filter(Number.isFinite);
}

/** The times of a stream's pictures or sounds, sorted. */
const times = async (file: string, stream: string): Promise<number[]> =>
  (await packets(file, stream, "pts_time")).sort((a, b) => a - b);

const rises = (list: readonly number[]): boolean => list.every((value, i) => i === 0 || value > (list[i - 1] ?? NaN));

/** The likeness of two videos, picture by picture, in dB. */
async function likeness(one: string, other: string): Promise<number[]> {
  const log = made.path("psnr.txt");
  await ffmpeg("-i", one, "-i", other, "-lavfi", `psnr=stats_file=${log}`, "-f", "null", "-");
  const found = [...readFileSync(log, "utf8").matchAll(/psnr_y:([\d.]+|inf)/g)];
  return found.map(([, value]) => (value === "inf" ? 99 : Number(value)));
}

/** A checksum of the packets of the sound. */
async function soundOf(file: string): Promise<string> {
  const path = made.path("sound.md5");
  await ffmpeg("-i", file, "-map", "0:a:0", "-c", "copy", "-f", "md5", path);
  return readFileSync(path, "utf8");
}

/** The pieces that were kept, with their times. */
const kept = (folder: string): Record<string, number> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter((name) => /^piece-.*\.mp4$/.test(name))
      .map((name) => [name, statSync(`${folder}/${name}`).mtimeMs]),
  );

/** Videos in which a cut could do harm. */
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
  "turned.mp4": [...picture(12), ...beeps(12, 1), ...BOTH, ...H264, ...AAC],
  "late.mp4": ["-itsoffset", "1.5", ...picture(10), ...beeps(12, 1), ...BOTH, ...H264, ...AAC],
  "odd.avi": [...picture(12, "161x91"), ...beeps(12, 1), ...BOTH, "-c:v", "mpeg4", "-g", "25", "-c:a", "libmp3lame"],
};

describe.skipIf(missingFfmpeg !== null)(
  `A burn with many ranks${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    let pool: RankPool;
    beforeAll(() => {
      pool = new RankPool(new InProcessTransport(2), SLEEP);
      writeFileSync(made.path("es.srt"), "1\n00:00:02,000 --> 00:00:10,500\nMMMM MMMM\n");
    });
    afterAll(() => pool.close());

    function orderOf(info: MediaInfo, name: string): BurnOrder {
      const folder = made.path(`${name}.pieces`);
      mkdirSync(folder);
      const style = { position: "top" } as const;
      return { info, subtitle: made.path("es.srt"), style, output: made.path(`${name}.joined.mp4`), folder };
    }
    const burn = (order: BurnOrder, options: Pick<SpreadOptions, "onProgress" | "signal"> = {}) =>
      spreadBurn(order, { dispatch: pool.job("ann"), ...options });

    test.each(Object.keys(SOURCES))(
      "has the pictures and the sound of a burn in a single pass: %s",
      { timeout: patience(60_000) },
      async (name) => {
        const isTurned = name.startsWith("turned");
        await ffmpeg(...(SOURCES[name] ?? []), made.path(isTurned ? "upright.mp4" : name));
        // A phone writes this mark; only a copy keeps it.
        const turn = ["-c", "copy", "-metadata:s:v:0", "rotate=90"];
        if (isTurned) await ffmpeg("-i", made.path("upright.mp4"), ...turn, made.path(name));
        const info = await probe(made.path(name));
        const order = orderOf(info, name);
        const whole = made.path(`${name}.whole.mp4`);
        const joined = order.output;
        const shares: number[] = [];
        await burnSubtitles({ ...order, output: whole });
        const { pieces, problem } = await burn(order, { onProgress: (done) => shares.push(done) });
        expect({ pieces, problem }).toEqual({ pieces: 4, problem: null });
        for (const stream of ["v:0", "a:0"]) {
          const [expected, got] = [await times(whole, stream), await times(joined, stream)];
          expect(got).toHaveLength(expected.length);
          expect(rises(got)).toBe(true);
          expect(rises(await packets(joined, stream, "dts_time"))).toBe(true);
          // The encoder moves a picture that begins beside the grid of its rate, and all others with it, by half a
          // picture at most.
          const shift = (got[0] ?? NaN) - (expected[0] ?? NaN);
          expect(Math.abs(shift)).toBeLessThan(stream === "v:0" ? 0.0201 : 0.0001);
          // Within one tick of the source's clock: a millisecond in Matroska.
          const off = got.map((time, i) => Math.abs(time - shift - (expected[i] ?? NaN)));
          expect(Math.max(...off)).toBeLessThan(name.endsWith(".mkv") ? 0.001 : 0.0001);
        }
        expect(await soundOf(joined)).toBe(await soundOf(whole));
        const [{ duration }, { duration: ofWhole }] = [await probe(joined), await probe(whole)];
        expect(Math.abs(duration - ofWhole)).toBeLessThan(0.0201);

        const alike = await likeness(whole, joined);
        const starts = Object.keys(kept(order.folder)).map((piece) => Number(piece.split("-")[1]));
        const shown = await times(joined, "v:0");
        const joints = starts.flatMap((start) => {
          const first = shown.findIndex((time) => time >= start);
          return first <= 0 ? [] : [first - 1, first];
        });
        expect(joints).toHaveLength(6);
        const atJoints = Math.min(...joints.map((i) => alike[i] ?? NaN));
        const elsewhere = Math.min(...alike.filter((_, i) => !joints.includes(i)));
        expect(elsewhere).toBeGreaterThan(30);
        // Both are lossy, and their key pictures differ: that costs about 1 dB. A different picture would cost 10.
        expect(atJoints).toBeGreaterThan(elsewhere - 2);
        expect(shares.at(-1)).toBe(1);
        expect(rises(shares)).toBe(true);
        expect(readdirSync(made.folder).filter((one) => one.startsWith("."))).toEqual([]);
      },
    );

    test("leaves a video without a place to cut to the caller", async () => {
      const long = [
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-g",
        "1000",
        "-pix_fmt",
        "yuv420p",
        "-sc_threshold",
        "0",
      ];
      await ffmpeg(...picture(4), ...beeps(4, 1), ...BOTH, ...long, ...AAC, made.path("keyless.mp4"));
      const order = orderOf(await probe(made.path("keyless.mp4")), "keyless");
      expect(await burn(order)).toEqual({ pieces: 0, problem: null });
      expect(readdirSync(order.folder)).toEqual([]);
    });

    test("leaves only finished pieces when it is stopped, and resumes from them", async () => {
      await ffmpeg(...picture(16), ...beeps(16, 1), ...BOTH, ...H264, ...AAC, made.path("stopped.mp4"));
      const order = orderOf(await probe(made.path("stopped.mp4")), "stopped");
      const stop = new AbortController();
      const stopped = burn(order, { signal: stop.signal, onProgress: () => stop.abort(new Error("enough")) });
      await expect(stopped).rejects.toThrow("enough");
      const before = kept(order.folder);
      expect(Object.keys(before).length).toBeGreaterThan(0);
      expect(Object.keys(before).length).toBeLessThan(4);
      expect(readdirSync(made.folder).filter((one) => /^\.|stopped.joined/.test(one))).toEqual([]);
      expect(await burn(order)).toEqual({ pieces: 4, problem: null });
      expect(kept(order.folder)).toMatchObject(before);
      expect(await times(order.output, "v:0")).toHaveLength(400);
    });

    test("reports why pieces cannot be made", async () => {
      await ffmpeg(...picture(8), ...beeps(8, 1), ...BOTH, ...H264, ...AAC, made.path("unmade.mp4"));
      const order = orderOf(await probe(made.path("unmade.mp4")), "unmade");
      // The error occurs in the encoding of a piece.
      const { pieces, problem } = await burn({ ...order, style: { color: "red" } });
      expect([pieces, problem]).toEqual([0, expect.stringMatching(/"red" is not a colour/)]);
    });
  },
);
