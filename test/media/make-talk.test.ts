import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { makeTalk } from "../../scripts/make-talk.mjs";
import { probe } from "../../src/media/probe/probe.js";
import { decodeAll, missingFfmpeg, temporaryFolder } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

const missing =
  missingFfmpeg ??
  // flite --version exits with 1.
  (spawnSync("flite", ["--version"]).error ? "flite is not installed" : null);

describe.skipIf(missing !== null)(`the talk of the demo${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const made = temporaryFolder();
  afterAll(made.remove);

  test(
    "has its sentences at the stated times, the requested length, and is the same each time",
    { timeout: patience(120_000) },
    async () => {
      const options = { seconds: 62, size: "320x180", rate: 5 };
      const talk = await makeTalk({ output: made.path("folder/talk.mp4"), ...options });
      const info = await probe(talk.file);
      expect(info.duration).toBeCloseTo(talk.seconds, 0);
      expect(info.duration).toBeGreaterThan(62);
      expect(info.video).toEqual({ codec: "h264", width: 320, height: 180, frameRate: 5, pixelFormat: "yuv420p" });
      const samples = await decodeAll(info);
      const loudest = (from: number, to: number): number =>
        samples
          .subarray(Math.round(from * 16_000), Math.round(to * 16_000))
          .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      for (const { start, end } of talk.sentences) {
        expect(loudest(start, end)).toBeGreaterThan(5000);
        expect(loudest(end + 0.1, end + 0.5)).toBeLessThan(500);
      }
      expect(talk.text.split("\n")).toHaveLength(talk.sentences.length);
      const again = await makeTalk({ output: made.path("again.mp4"), ...options });
      expect(readFileSync(again.file).equals(readFileSync(talk.file))).toBe(true);
    },
  );
});
