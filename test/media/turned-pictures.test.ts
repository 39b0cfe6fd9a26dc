/** Rotated and mirrored pictures stay so in everything that is made of the video. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { turnOf, type Turn } from "../../src/media/probe/display-matrix.js";
import { makePreview, stillPicture } from "../../src/media/preview.js";
import { probe } from "../../src/media/probe/probe.js";
import { burnSubtitles, muxSubtitles } from "../../src/media/subtitled-video.js";
import { beeps, ffmpeg, ffprobe, H264, missingFfmpeg, picture, temporaryFolder } from "../support/media/made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

const ONE = 65536;
const TURNS: Readonly<Record<string, Turn>> = {
  "a quarter to the right": [0, ONE, -ONE, 0],
  "a quarter to the left": [0, -ONE, ONE, 0],
  "a half": [-ONE, 0, 0, -ONE],
  "mirrored from left to right": [-ONE, 0, 0, ONE],
  "mirrored from top to bottom": [ONE, 0, 0, -ONE],
  "a quarter, mirrored": [0, ONE, ONE, 0],
  "a quarter, mirrored the other way": [0, -ONE, -ONE, 0],
};

/** A copy of the video whose first track has this matrix, as cameras write it. */
function turned(turn: Turn, name: string): string {
  const file = readFileSync(made.path("plain.mp4"));
  // After the type: version, times and id, reserved bytes, layer and volume.
  const at = file.indexOf("tkhd") + 44;
  for (const [i, value] of [turn[0], turn[1], 0, turn[2], turn[3], 0].entries()) file.writeInt32BE(value, at + 4 * i);
  writeFileSync(made.path(name), file);
  return made.path(name);
}

async function turnIn(file: string): Promise<readonly number[] | null> {
  const list = await ffprobe("-select_streams", "v:0", "-show_entries", "stream_side_data", "-of", "json", file);
  const { streams = [] } = JSON.parse(list) as { streams?: { side_data_list?: { displaymatrix?: string }[] }[] };
  return turnOf(streams[0]?.side_data_list)?.map((value) => Math.round(value / ONE) + 0) ?? null;
}

/** The first picture as a player shows it. */
async function shown(file: string): Promise<Buffer> {
  await ffmpeg("-i", file, "-frames:v", "1", "-pix_fmt", "gray", "-f", "rawvideo", made.path("shown.gray"));
  return readFileSync(made.path("shown.gray"));
}

const apart = (one: Buffer, other: Buffer): number =>
  one.length === other.length
    ? one.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / one.length
    : Infinity;

describe.skipIf(missingFfmpeg !== null)(`turned pictures${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  beforeAll(async () => {
    const both = ["-map", "0:v", "-map", "1:a", "-c:a", "aac"];
    await ffmpeg(...picture(1, "64x32"), ...beeps(1, 0.5), ...both, ...H264, made.path("plain.mp4"));
    writeFileSync(made.path("none.srt"), "");
  });

  test.each(Object.entries(TURNS))(
    "stay so in a muxed, a burned and a previewed video and in a still: %s",
    async (_name, turn) => {
      const file = turned(turn, "turned.mp4");
      const info = await probe(file);
      const [before, plain] = [await shown(file), await shown(made.path("plain.mp4"))];
      expect(apart(before, plain)).toBeGreaterThan(10);
      const tracks = [
        { file: made.path("none.srt"), language: "es" },
        { file: made.path("none.srt"), language: "ca", title: "Més paraules" },
      ];
      await muxSubtitles({ info, tracks, output: made.path("muxed.mkv") });
      expect(await turnIn(made.path("muxed.mkv"))).toEqual(turn.map((value) => value / ONE));
      expect(apart(await shown(made.path("muxed.mkv")), before)).toBe(0);
      // The tracks have their proper names, and the file is complete.
      const shows = ["-select_streams", "s", "-show_entries", "stream_tags=title,language", "-of", "csv=p=0"];
      expect(await ffprobe(...shows, made.path("muxed.mkv"))).toBe("spa,Spanish\ncat,Més paraules");
      // The same from Matroska.
      await muxSubtitles({ info: await probe(made.path("muxed.mkv")), tracks, output: made.path("again.mkv") });
      expect(await turnIn(made.path("again.mkv"))).toEqual(turn.map((value) => value / ONE));
      for (const [what, make] of [
        ["burn", () => burnSubtitles({ info, subtitle: made.path("none.srt"), output: made.path("out.mp4") })],
        ["preview", () => makePreview({ info, output: made.path("out.mp4") })],
      ] as const) {
        await make();
        expect(apart(await shown(made.path("out.mp4")), before), what).toBeLessThan(6);
      }
      const still = await stillPicture(info, { time: 0, width: before.length === 64 * 32 && turn[0] !== 0 ? 64 : 32 });
      writeFileSync(made.path("still.jpg"), still ?? "");
      expect(apart(await shown(made.path("still.jpg")), before), "still").toBeLessThan(12);
    },
  );
});
