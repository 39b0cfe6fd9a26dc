import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SisterError } from "../../src/errors.js";
import { probe } from "../../src/media/probe/probe.js";
import { burnSubtitles, muxSubtitles } from "../../src/media/subtitled-video.js";
import {
  beeps,
  decodeAll,
  ffmpeg,
  ffprobe,
  H264,
  missingFfmpeg,
  onsets,
  picture,
  temporaryFolder,
} from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);

const BOTH = ["-map", "0:v", "-map", "1:a"];

/** SubRip text of cues, each `[start, end]` in whole seconds. */
function srt(...cues: [number, number][]): string {
  const clock = (seconds: number): string => `00:00:0${seconds},000`;
  return cues
    .map(([start, end], index) => `${index + 1}\n${clock(start)} --> ${clock(end)}\nMMMM MMMM MMMM\n\n`)
    .join("");
}

/** The start times of a stream's packets in a file. */
async function times(file: string, stream: string): Promise<number[]> {
  const list = await ffprobe("-select_streams", stream, "-show_entries", "packet=pts_time", "-of", "csv=p=0", file);
  return list
    .split("\n")
    .map(parseFloat)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

/** For each picture of a video: its time in seconds, and whether its lower third has something white on black. */
async function lettering(file: string): Promise<{ time: number; lettered: boolean }[]> {
  const log = made.path("levels.txt");
  await ffmpeg(
    "-i",
    file,
    "-map",
    "0:v",
    "-copyts",
    "-vf",
    `crop=iw:ih/3:0:ih*2/3,signalstats,metadata=print:key=lavfi.signalstats.YMAX:file=${log}`,
    "-f",
    "null",
    "-",
  );
  const found = readFileSync(log, "utf8").matchAll(/pts_time:([\d.]+)\s+lavfi\.signalstats\.YMAX=(\d+)/g);
  return [...found].map(([, time, level]) => ({ time: Number(time), lettered: Number(level) > 150 }));
}

const hiddenFiles = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith("."));

describe.skipIf(missingFfmpeg !== null)(
  `videos with subtitles${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    beforeAll(async () => {
      await ffmpeg(...picture(6), ...beeps(6, 1, 4), ...BOTH, ...H264, "-c:a", "aac", made.path("talk.mp4"));
      await ffmpeg(
        ...picture(6),
        ...beeps(6, 1, 4),
        ...BOTH,
        ...H264,
        "-c:a",
        "aac",
        "-muxdelay",
        "0",
        "-output_ts_offset",
        "10",
        made.path("ten.ts"),
      );
      writeFileSync(made.path("es.srt"), srt([1, 2], [4, 5]));
      writeFileSync(made.path("none.srt"), "");
    });

    test.each(["talk.mp4", "ten.ts"])(
      "the tracks of a muxed %s begin together with its sound and picture",
      { timeout: patience(60_000) },
      async (name) => {
        const output = made.path(`${name}.mkv`);
        const track = { file: made.path("es.srt") };
        const info = await probe(made.path(name));
        await muxSubtitles({
          info,
          tracks: [
            { ...track, language: "es" },
            { ...track, language: "en", title: "Words" },
          ],
          output,
        });
        // Where the times of the input have gone: a Matroska file has no times below 0, so all times may have moved.
        const first = async (file: string): Promise<number> => (await times(file, "v:0"))[0] ?? NaN;
        const zero = (await first(output)) - ((await first(made.path(name))) - info.startTime);
        for (const stream of ["s:0", "s:1"]) {
          const cues = await times(output, stream);
          expect(cues.map((time) => time - zero)).toEqual([expect.closeTo(1, 2), expect.closeTo(4, 2)]);
        }
        const sound = onsets(await decodeAll(await probe(output)));
        const soundBefore = onsets(await decodeAll(info));
        expect(Math.abs((sound[0] ?? NaN) - zero - (soundBefore[0] ?? NaN))).toBeLessThan(0.005);
        const tags = await ffprobe(
          "-select_streams",
          "s",
          "-show_entries",
          "stream_tags=language,title",
          "-of",
          "csv=p=0",
          output,
        );
        expect(tags.split("\n")).toEqual(["spa,Spanish", "eng,Words"]);
        expect(await ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", output)).toBe(
          "h264\naac\nsubrip\nsubrip",
        );
      },
    );

    test("muxing keeps sounds, subtitles as text, and pictures bit by bit", async () => {
      const rich = made.path("rich.mp4");
      await ffmpeg(
        "-i",
        made.path("talk.mp4"),
        "-i",
        made.path("es.srt"),
        "-map",
        "0:v",
        "-map",
        "0:a",
        "-map",
        "0:a",
        "-map",
        "1",
        "-c",
        "copy",
        "-c:s",
        "mov_text",
        "-timecode",
        "01:00:00:00",
        rich,
      );
      const output = made.path("rich.mkv");
      await muxSubtitles({
        info: await probe(rich),
        tracks: [{ file: made.path("es.srt"), language: "ca" }],
        output,
      });
      expect(await ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", output)).toBe(
        "h264\naac\naac\nsubrip\nsubrip",
      );
      const tags = await ffprobe(
        "-select_streams",
        "s:1",
        "-show_entries",
        "stream_tags=language",
        "-of",
        "csv=p=0",
        output,
      );
      expect(tags).toBe("cat");
      const hash = (file: string): Promise<string> =>
        ffprobe(
          "-select_streams",
          "v",
          "-show_entries",
          "packet=data_hash",
          "-show_data_hash",
          "md5",
          "-of",
          "csv=p=0",
          file,
        );
      // Matroska keeps each picture unchanged.
      expect((await hash(output)).replace(/,side_data.*/g, "")).toBe((await hash(rich)).replace(/,side_data.*/g, ""));
    });

    test("players show the first added track, or the preferred one", async () => {
      const es = { file: made.path("es.srt"), language: "es" };
      const before = made.path("before.mkv");
      await muxSubtitles({ info: await probe(made.path("talk.mp4")), tracks: [es], output: before });
      await ffmpeg(
        "-i",
        before,
        "-map",
        "0",
        "-c",
        "copy",
        "-disposition:s:0",
        "default+forced",
        made.path("forced.mkv"),
      );
      const info = await probe(made.path("forced.mkv"));
      const tracks = ["en", "es", "ca"].map((language) => ({ ...es, language }));
      const shows = ["-select_streams", "s", "-show_entries", "stream_disposition=default,forced", "-of", "csv=p=0"];
      for (const [preferred, expected] of [
        [undefined, "0,1\n1,0\n0,0\n0,0"],
        ["es", "0,1\n0,0\n1,0\n0,0"],
        ["ca", "0,1\n0,0\n0,0\n1,0"],
      ] as const) {
        const output = made.path("preferred.mkv");
        await muxSubtitles({ info, tracks, output, ...(preferred ? { preferred } : {}) });
        expect(await ffprobe(...shows, output)).toBe(expected);
      }
    });

    test("a video without speech gets an empty track, and burning keeps its picture", async () => {
      const info = await probe(made.path("talk.mp4"));
      const muxed = made.path("silent.mkv");
      await muxSubtitles({ info, tracks: [{ file: made.path("none.srt"), language: "es" }], output: muxed });
      expect(await ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", muxed)).toBe("h264\naac\nsubrip");
      const burned = made.path("silent.mp4");
      await burnSubtitles({ info, subtitle: made.path("none.srt"), output: burned });
      expect((await probe(burned)).duration).toBeCloseTo(6, 0);
    });

    test("a file with only sound can be muxed, but not burned", async () => {
      const sound = made.path("sound.mp3");
      await ffmpeg(...beeps(6, 1), "-c:a", "libmp3lame", sound);
      const info = await probe(sound);
      await muxSubtitles({
        info,
        tracks: [{ file: made.path("es.srt"), language: "es" }],
        output: made.path("sound.mkv"),
      });
      expect(await ffprobe("-show_entries", "stream=codec_name", "-of", "csv=p=0", made.path("sound.mkv"))).toBe(
        "mp3\nsubrip",
      );
      const burning = burnSubtitles({ info, subtitle: made.path("es.srt"), output: made.path("sound.mp4") });
      await expect(burning).rejects.toMatchObject({
        name: "SisterError",
        exitCode: 2,
        message: expect.stringMatching(/no picture/) as string,
      });
    });

    test.each(["dark.mp4", "dark.ts", "late.mp4"])(
      "burned letters are visible from a cue's start to its end: %s",
      { timeout: patience(60_000) },
      async (name) => {
        const path = made.path(name);
        const dark = ["-f", "lavfi", "-i", "color=black:s=320x181:r=25:d=6"];
        const late = name.startsWith("late") ? ["-itsoffset", "0.7"] : [];
        const offset = name.endsWith(".ts") ? ["-muxdelay", "0", "-output_ts_offset", "10"] : [];
        // yuv444p: an odd number of rows, which H.264 for every player cannot have.
        const words = [
          "-c:v",
          "libx264",
          "-preset",
          "ultrafast",
          "-pix_fmt",
          "yuv444p",
          "-fps_mode",
          "vfr",
          "-c:a",
          name.endsWith(".ts") ? "mp2" : "aac",
        ];
        await ffmpeg(...late, ...dark, ...beeps(7, 1, 4), ...BOTH, ...words, ...offset, path);
        const output = made.path(`${name}.burned.mp4`);
        const progress: number[] = [];
        await burnSubtitles({
          info: await probe(path),
          subtitle: made.path("es.srt"),
          output,
          onProgress: (done) => progress.push(done),
        });
        const pictures = await lettering(output);
        expect(pictures.length).toBeGreaterThan(140);
        const sound = onsets(await decodeAll(await probe(output)));
        // The beeps and the cues are at 1 and 4 s. Letters and sound must coincide within the length of a picture and
        // 20 ms.
        for (const [index, beep] of sound.entries()) {
          const first = pictures.find(({ time, lettered }) => lettered && time > beep - 0.5);
          expect(Math.abs((first?.time ?? NaN) - beep), `letters of beep ${index}`).toBeLessThan(0.06);
        }
        expect(sound).toHaveLength(2);
        expect(pictures.filter(({ lettered }) => lettered).length).toBeGreaterThanOrEqual(48);
        expect(pictures.filter(({ lettered }) => lettered).length).toBeLessThanOrEqual(52);
        expect(progress.at(-1)).toBe(1);
        expect([...progress].sort((a, b) => a - b)).toEqual(progress);
      },
    );

    test(
      "paths may contain quotes, colons, commas, brackets, backslashes, spaces and percent signs",
      { timeout: patience(60_000) },
      async () => {
        const folder = made.path(" it's a 'test': [x], y;z=1 \\back\\\\ %03d \"q\" $HOME {a} ");
        mkdirSync(folder);
        const subtitle = `${folder}/ le sous-titre d'été, [v1]: a\\'b.srt`;
        copyFileSync(made.path("es.srt"), subtitle);
        copyFileSync(made.path("talk.mp4"), `${folder}/-x:y.mp4`);
        const info = await probe(`${folder}/-x:y.mp4`);
        await burnSubtitles({ info, subtitle, output: `${folder}/out's: %d.mp4` });
        await muxSubtitles({ info, tracks: [{ file: subtitle, language: "es" }], output: `${folder}/out's: %d.mkv` });
        expect(readdirSync(folder).sort()).toEqual(
          ["-x:y.mp4", "out's: %d.mkv", "out's: %d.mp4", basename(subtitle)].sort(),
        );
      },
    );

    test("a list of other files in place of subtitles is not followed", async () => {
      const list = made.path("list.srt");
      writeFileSync(list, `#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n${made.path("es.srt")}\n# --> \n`);
      const burning = burnSubtitles({
        info: await probe(made.path("talk.mp4")),
        subtitle: list,
        output: made.path("list.mp4"),
      });
      await expect(burning).rejects.toThrow(/is not an SRT file/);
    });

    test("an abort leaves no new file, hidden or not, and keeps an existing one", async () => {
      const folder = made.path("aborted");
      mkdirSync(folder);
      const output = `${folder}/out.mp4`;
      writeFileSync(output, "what was there");
      await ffmpeg(
        ...picture(60, "640x360"),
        ...beeps(60, 1),
        ...BOTH,
        ...H264,
        "-c:a",
        "aac",
        made.path("minute.mp4"),
      );
      const controller = new AbortController();
      const reason = new Error("enough");
      const onProgress = (done: number): void => {
        if (done > 0) controller.abort(reason);
      };
      const info = await probe(made.path("minute.mp4"));
      await expect(
        burnSubtitles({ info, subtitle: made.path("es.srt"), output, signal: controller.signal, onProgress }),
      ).rejects.toBe(reason);
      expect(readdirSync(folder)).toEqual(["out.mp4"]);
      expect(readFileSync(output, "utf8")).toBe("what was there");
      expect(
        spawnSync("ps", ["--ppid", String(process.pid), "-o", "comm="], { encoding: "utf8" }).stdout,
      ).not.toContain("ffmpeg");
    });

    test("a missing or unwritable folder and a missing subtitle file are reported", async () => {
      const info = await probe(made.path("talk.mp4"));
      const tracks = [{ file: made.path("es.srt"), language: "es" }];
      for (const output of [made.path("nowhere/out.mkv"), "/proc/out.mkv"]) {
        const error: unknown = await muxSubtitles({ info, tracks, output }).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(SisterError);
        expect((error as Error).message).toMatch(new RegExp(`${dirname(output)} cannot be written to`));
      }
      const gone = muxSubtitles({
        info,
        tracks: [{ file: made.path("gone.srt"), language: "es" }],
        output: made.path("gone.mkv"),
      });
      await expect(gone).rejects.toThrow(/gone\.srt cannot be read/);
      expect(hiddenFiles(made.folder)).toEqual([]);
    });
  },
);
