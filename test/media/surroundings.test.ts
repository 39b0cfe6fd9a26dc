/** Faults of the machine instead of the file: a full disk, a missing ffmpeg. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beeps, ffmpeg, H264, missingFfmpeg, picture, temporaryFolder } from "../support/media/made-media.js";
import { patience } from "../support/pace.js";

const made = temporaryFolder();
afterAll(made.remove);
const program = fileURLToPath(new URL("../support/media/mux-into.ts", import.meta.url));
const tsx = fileURLToPath(new URL("../../node_modules/.bin/tsx", import.meta.url));

/** A small disk needs a mount, and a mount needs a private namespace. */
const noMount =
  spawnSync("unshare", ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"]).status === 0
    ? null
    : "no namespaces for a full disk";

describe.skipIf(missingFfmpeg !== null)(
  `faults of the machine${missingFfmpeg ? ` (skipped: ${missingFfmpeg})` : ""}`,
  () => {
    beforeAll(async () => {
      await ffmpeg(
        ...picture(10, "640x360"),
        ...beeps(10, 1),
        "-map",
        "0:v",
        "-map",
        "1:a",
        ...H264,
        "-c:a",
        "aac",
        made.path("talk.mp4"),
      );
      writeFileSync(made.path("es.srt"), "1\n00:00:01,000 --> 00:00:02,000\nHola\n");
      mkdirSync(made.path("disk"));
    });

    test.skipIf(noMount !== null).each(["mux", "burn"])(
      `a full disk is reported and leaves no partial file: %s${noMount ? ` (skipped: ${noMount})` : ""}`,
      { timeout: patience(60_000) },
      (how) => {
        const output = made.path(`disk/out.${how === "mux" ? "mkv" : "mp4"}`);
        const script = `mount -t tmpfs -o size=200k none "$1" && shift && "$@" && echo "left: $(ls -A "$(dirname "$6")")"`;
        const words = [tsx, program, how, made.path("talk.mp4"), made.path("es.srt"), output];
        const { stdout } = spawnSync("unshare", ["-rm", "sh", "-c", script, "sh", made.path("disk"), ...words], {
          encoding: "utf8",
        });
        expect(stdout).toMatch(/^SisterError 1 the disk of .* is full: .*\nleft: \n$/);
      },
    );

    test("the error without ffmpeg says what to install", () => {
      const words = [tsx, program, "mux", made.path("talk.mp4"), made.path("es.srt"), made.path("out.mkv")];
      const env = { ...process.env, PATH: made.path("disk") };
      const { stdout } = spawnSync(process.execPath, ["--import", "tsx", program, ...words.slice(2)], {
        encoding: "utf8",
        env,
      });
      expect(stdout).toMatch(/^SisterError 1 ffprobe was not found: install ffmpeg/);
      // Only ffprobe exists: the same error for ffmpeg.
      const half = spawnSync("which", ["ffprobe"], { encoding: "utf8" }).stdout.trim();
      const withProbe = spawnSync(process.execPath, ["--import", "tsx", program, ...words.slice(2)], {
        encoding: "utf8",
        env: { ...env, FFPROBE_PATH: half },
      });
      expect(withProbe.stdout).toMatch(/^SisterError 1 ffmpeg was not found: install ffmpeg/);
    });
  },
);
