import { afterAll, describe, expect, test } from "vitest";
import { probe } from "../../src/media/probe/probe.js";
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

/** The tolerance of the contract, in seconds. */
const TOLERANCE = 0.02;

interface Case {
  name: string;
  file: string;
  /** ffmpeg's options before the file. */
  words: string[];
  /**
   * Times of the audible beeps, in seconds after the first picture, or after the start of the container if there is no
   * picture.
   */
  heard: number[];
  /** Start of the container, within half a second. Default 0. */
  starts?: number;
}

const AAC = ["-c:a", "aac", "-b:a", "128k"];
const BOTH = ["-map", "0:v", "-map", "1:a"];
const drop = (from: number, to: number): string[] => ["-bsf:a", `noise=drop='between(pts*tb\\,${from}\\,${to})'`];

const cases: Case[] = [
  {
    name: "an ordinary mp4",
    file: "plain.mp4",
    words: [...picture(6), ...beeps(6, 1, 4), ...BOTH, ...H264, ...AAC],
    heard: [1, 4],
  },
  {
    name: "sound that starts 0.7 s late in an mp4",
    file: "late.mp4",
    words: [...picture(6), "-itsoffset", "0.7", ...beeps(5, 1, 4), ...BOTH, ...H264, ...AAC],
    heard: [1.7, 4.7],
  },
  {
    name: "sound that starts 0.7 s late in a Matroska file",
    file: "late.mkv",
    words: [...picture(6), "-itsoffset", "0.7", ...beeps(5, 1, 4), ...BOTH, ...H264, "-c:a", "flac"],
    heard: [1.7, 4.7],
  },
  {
    name: "sound that starts 1.2 s before the picture",
    file: "early.mp4",
    words: ["-itsoffset", "1.2", ...picture(5), ...beeps(6, 1, 4), ...BOTH, "-fps_mode", "vfr", ...H264, ...AAC],
    heard: [-0.2, 2.8],
  },
  {
    name: "a transport stream that starts at 10 s",
    file: "ten.ts",
    words: [...picture(6), ...beeps(6, 1, 4), ...BOTH, ...H264, ...AAC, "-muxdelay", "0", "-output_ts_offset", "10"],
    heard: [1, 4],
    starts: 10,
  },
  {
    name: "a transport stream that starts at 10 s, its sound 0.7 s later",
    file: "ten-late.ts",
    words: [
      ...[...picture(6), "-itsoffset", "0.7", ...beeps(5, 1, 4), ...BOTH, ...H264, "-c:a", "mp2"],
      ...["-muxdelay", "0", "-output_ts_offset", "10"],
    ],
    heard: [1.7, 4.7],
    starts: 10,
  },
  {
    name: "a transport stream whose sound starts after 12 s",
    file: "very-late.ts",
    words: [...picture(16), "-itsoffset", "12", ...beeps(4, 1, 3), ...BOTH, ...H264, "-c:a", "mp2", "-muxdelay", "0"],
    heard: [13, 15],
    starts: 0,
  },
  {
    name: "a gap of 2 s in the sound of an mp4",
    file: "hole.mp4",
    words: [...picture(8), ...beeps(8, 1, 6), ...BOTH, ...H264, ...AAC, ...drop(3, 5)],
    heard: [1, 6],
  },
  {
    name: "a gap of 2 s in the sound of a transport stream",
    file: "hole.ts",
    words: [...picture(8), ...beeps(8, 1, 6), ...BOTH, ...H264, ...AAC, ...drop(3, 5), "-muxdelay", "0"],
    heard: [1, 6],
  },
  {
    name: "a gap of 15 s in the sound of a transport stream",
    file: "long-hole.ts",
    words: [...picture(22), ...beeps(22, 1, 20), ...BOTH, ...H264, ...AAC, ...drop(3, 18), "-muxdelay", "0"],
    heard: [1, 20],
  },
  {
    name: "many gaps of 40 ms",
    file: "holes.mkv",
    words: [
      ...[...picture(8), ...beeps(8, 1, 6.5), ...BOTH, ...H264, "-c:a", "pcm_s16le"],
      ...["-bsf:a", "noise=drop='gt(pts*tb\\,1.5)*lt(pts*tb\\,6)*lt(mod(pts*tb\\,0.4)\\,0.04)'"],
    ],
    heard: [1, 6.5],
  },
  {
    name: "a variable frame rate",
    file: "vfr.mp4",
    words: [
      ...[...picture(6), ...beeps(6, 1, 4), ...BOTH, "-vf", "select='lt(n,20)+not(mod(n,7))'", "-fps_mode", "vfr"],
      ...[...H264, ...AAC],
    ],
    heard: [1, 4],
  },
  // Not MP3: an AVI cannot tell that its encoder began 23 ms early, so every player plays it late.
  {
    name: "an AVI",
    file: "plain.avi",
    words: [...picture(6), ...beeps(6, 1, 4), ...BOTH, "-c:v", "mpeg4", "-c:a", "pcm_s16le"],
    heard: [1, 4],
  },
  {
    name: "a WebM with Opus",
    file: "plain.webm",
    words: [...picture(3), ...beeps(6, 1, 4), ...BOTH, "-c:v", "libvpx", "-c:a", "libopus"],
    heard: [1, 4],
  },
  {
    name: "a Flash video",
    file: "plain.flv",
    words: [...picture(6), ...beeps(6, 1, 4), ...BOTH, ...H264, ...AAC],
    heard: [1, 4],
  },
  { name: "an MP3", file: "sound.mp3", words: [...beeps(6, 1, 4), "-c:a", "libmp3lame"], heard: [1, 4] },
  { name: "a WAV", file: "sound.wav", words: beeps(6, 1, 4), heard: [1, 4] },
  { name: "an Ogg Vorbis", file: "sound.ogg", words: [...beeps(6, 1, 4), "-c:a", "libvorbis"], heard: [1, 4] },
  {
    name: "a fragmented mp4",
    file: "fragments.mp4",
    words: [
      ...picture(6),
      ...beeps(6, 1, 4),
      ...BOTH,
      ...H264,
      ...AAC,
      "-movflags",
      "frag_keyframe+empty_moov+default_base_moof",
    ],
    heard: [1, 4],
  },
];

/** The container's time of the first shown picture. */
async function firstPictureTime(path: string): Promise<number> {
  const show = [
    "-select_streams",
    "v:0",
    "-show_entries",
    "frame=best_effort_timestamp_time",
    "-read_intervals",
    "%+1",
    "-of",
    "csv=p=0",
  ];
  return Math.min(...(await ffprobe(...show, path)).split("\n").map(parseFloat).filter(Number.isFinite));
}

describe.skipIf(missingFfmpeg !== null)(
  `the presentation timeline${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    const made = temporaryFolder();
    afterAll(made.remove);

    test.each(cases)(
      "places beeps within 20 ms: $name",
      { timeout: patience(60_000) },
      async ({ file, words, heard, starts = 0 }) => {
        const path = made.path(file);
        await ffmpeg(...words, path);
        const info = await probe(path);
        expect(Math.abs(info.startTime - starts)).toBeLessThan(0.5);
        const firstPicture = info.video ? (await firstPictureTime(path)) - info.startTime : 0;
        const found = onsets(await decodeAll(info));
        expect(found).toHaveLength(heard.length);
        for (const [index, time] of heard.entries()) {
          expect(
            Math.abs((found[index] ?? NaN) - firstPicture - time),
            `beep of ${time} s at ${found[index]} s, first picture at ${firstPicture} s`,
          ).toBeLessThan(TOLERANCE);
        }
      },
    );

    test("counts times from the first shown picture of an edit list", async () => {
      const whole = made.path("whole.mp4");
      const cut = made.path("cut.mp4");
      await ffmpeg(...picture(8), ...beeps(8, 1, 5), ...BOTH, ...H264, "-g", "250", ...AAC, whole);
      // Copied from a time between key frames: the pictures before it are stored, and hidden by an edit list.
      await ffmpeg("-ss", "2.5", "-i", whole, "-c", "copy", cut);
      const info = await probe(cut);
      const found = onsets(await decodeAll(info));
      expect(found).toHaveLength(1);
      // The first shown picture is at 2.5 s. Sound and picture of a cut may differ by the length of a frame.
      expect(Math.abs((found[0] ?? NaN) - 2.5)).toBeLessThan(TOLERANCE);
    });
  },
);
