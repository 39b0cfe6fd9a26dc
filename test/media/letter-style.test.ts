import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { LetterStyle } from "../../src/media/letter-style.js";
import { probe } from "../../src/media/probe.js";
import { burnSubtitles } from "../../src/media/subtitled-video.js";
import { beeps, ffmpeg, H264, missingFfmpeg, temporaryFolder } from "./made-media.js";

const made = temporaryFolder();
afterAll(made.remove);

describe.skipIf(missingFfmpeg !== null)(`letters${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  beforeAll(async () => {
    const grey = ["-f", "lavfi", "-i", "color=c=gray:size=320x180:rate=5:d=2"];
    await ffmpeg(...grey, ...beeps(2, 1), "-map", "0:v", "-map", "1:a", ...H264, made.path("grey.mp4"));
    writeFileSync(made.path("es.srt"), "1\n00:00:00,000 --> 00:00:02,000\nMMMM\n");
  });

  /** How many points of the first picture are white or black, above its middle and below. */
  async function burned(style: LetterStyle): Promise<{ white: [number, number]; black: [number, number] }> {
    const output = made.path("out.mp4");
    await burnSubtitles({ info: await probe(made.path("grey.mp4")), subtitle: made.path("es.srt"), style, output });
    await ffmpeg("-i", output, "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", made.path("first.gray"));
    const points = readFileSync(made.path("first.gray"));
    const half = points.length / 2;
    const count = (part: Buffer, is: (value: number) => boolean): number => part.filter(is).length;
    const halves = [points.subarray(0, half), points.subarray(half)] as const;
    const both = (is: (value: number) => boolean): [number, number] => [count(halves[0], is), count(halves[1], is)];
    return { white: both((value) => value > 220), black: both((value) => value < 30) };
  }

  test("stand where the style says, as large and with as much of an edge", { timeout: 60_000 }, async () => {
    const plain = await burned({});
    expect(plain.white[0]).toBe(0);
    expect(plain.white[1]).toBeGreaterThan(0);
    const top = await burned({ position: "top" });
    expect(top.white[0]).toBeGreaterThan(0);
    expect(top.white[1]).toBe(0);
    expect((await burned({ fontSize: 48 })).white[1]).toBeGreaterThan(4 * plain.white[1]);
    const edged = await burned({ outline: 4 });
    expect(edged.black[1]).toBeGreaterThan(1.5 * plain.black[1]);
    expect((await burned({ outline: 0 })).black[1]).toBeLessThan(plain.black[1]);
  });
});
