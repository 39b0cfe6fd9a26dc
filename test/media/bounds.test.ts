/** The limits of what a file can make ffmpeg use. */
import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { machineBytes } from "../../src/children/bounds.js";
import { ffmpegBounds } from "../../src/media/ffmpeg-bounds.js";
import { MEDIA_FORMATS, runFfmpeg, runFfprobe } from "../../src/media/ffmpeg.js";
import { escapeFilterValue } from "../../src/media/burn/filter-text.js";
import { probe } from "../../src/media/probe/probe.js";
import { beeps, ffmpeg, H264, missingFfmpeg, picture, temporaryFolder } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);

test("the limits of ffmpeg grow with the picture and its length, and leave a quarter of the machine's memory", () => {
  const small = ffmpegBounds({ duration: 4, video: { width: 320, height: 180 } });
  const large = ffmpegBounds({ duration: 7200, video: { width: 7680, height: 4320 } });
  expect(small.bytes).toBeLessThan(1.2 * 2 ** 30);
  expect(large.bytes).toBeGreaterThan(Math.min(small.bytes, 0.7 * machineBytes()));
  for (const { bytes } of [small, large, ffmpegBounds()]) expect(bytes).toBeLessThanOrEqual(0.75 * machineBytes());
  expect(large.seconds - small.seconds).toBe(60 * 7196);
});

describe.skipIf(missingFfmpeg !== null)(`a burn${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`, () => {
  beforeAll(async () => {
    await ffmpeg(...picture(2, "320x180"), ...beeps(2, 1), ...H264, "-c:a", "aac", made.path("talk.mp4"));
  });

  // A libass with its own limit of letters burns them.
  test.each(["\\fs99999", "\\fscx99999\\fscy99999"])(
    "of gigantic letters (%s) ends, with or without success",
    { timeout: patience(300_000) },
    async (override) => {
      const fields = "Name, Fontname, Fontsize, PrimaryColour, Bold, BorderStyle, Outline, Alignment, Encoding";
      const text = [
        "[Script Info]\n[V4+ Styles]",
        `Format: ${fields}\nStyle: Default,Arial,16,&Hffffff,0,1,1,2,0\n[Events]`,
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
        `Dialogue: 0,0:00:00.00,0:00:02.00,Default,,0,0,0,,{${override}}X\n`,
      ];
      writeFileSync(made.path("large.ass"), text.join("\n"));
      const info = await probe(made.path("talk.mp4"));
      // Sister never writes such an override into libass's input, so the limits must hold without that.
      const burned = runFfmpeg({
        inputs: [{ file: info.file, formats: MEDIA_FORMATS }],
        options: ["-map", "0:V:0", "-vf", `ass=${escapeFilterValue(made.path("large.ass"))}`, "-f", "null"],
        output: null,
        work: info,
      });
      const outcome = await burned.then(
        () => "burned",
        (error: unknown) => (error as { trouble?: string }).trouble,
      );
      expect(outcome).toMatch(/^(burned|memory|time)$/);
    },
  );
});

describe("a program that exceeds the bounds of its work is ended:", () => {
  /** A program in place of ffmpeg or ffprobe, which Node.js runs. */
  const inPlaceOf = (variable: "FFMPEG_PATH" | "FFPROBE_PATH", program: string): void => {
    const file = made.path(variable);
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' -e '${program}'\n`, { mode: 0o755 });
    vi.stubEnv(variable, file);
  };
  afterEach(() => vi.unstubAllEnvs());
  /** It ends by itself after this time, in milliseconds, if nobody ends it: then the test fails. */
  const LASTS = patience(10_000);
  const LIMIT = { timeout: 2 * LASTS };
  const input = { file: "talk.wav", formats: MEDIA_FORMATS };

  test("ffmpeg, by its memory", LIMIT, async () => {
    const work = { duration: 1, video: null };
    const held = Math.ceil(1.05 * ffmpegBounds(work).bytes);
    inPlaceOf("FFMPEG_PATH", `globalThis.held = Buffer.alloc(${held}, 1); setTimeout(() => 0, ${LASTS})`);
    const running = runFfmpeg({ inputs: [input], options: ["-f", "null"], output: null, work });
    await expect(running).rejects.toMatchObject({
      trouble: "memory",
      message: expect.stringMatching(/^ffmpeg .* GB of memory, more than its limit/) as string,
    });
  });

  test("ffprobe, by its time", LIMIT, async () => {
    inPlaceOf("FFPROBE_PATH", `setTimeout(() => 0, ${LASTS})`);
    await expect(runFfprobe(input, ["-show_format"], { limits: { bytes: 1000, seconds: 1 } })).rejects.toThrow(
      /talk\.wav could not be read within 1 s/,
    );
  });
});
