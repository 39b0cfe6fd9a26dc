import { execFileSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, run, speechOf, wavOf } from "./sister.js";

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, env, remove } = await makeFolder());
  const ffmpeg = (...args: string[]): void => void execFileSync("ffmpeg", ["-v", "error", "-y", ...args]);
  await writeFile(join(folder, "good.wav"), wavOf((await speechOf(5)).subarray(0, 5 * 16_000)));
  ffmpeg(
    "-f",
    "lavfi",
    "-i",
    "color=s=64x64:d=2",
    "-i",
    join(folder, "good.wav"),
    "-shortest",
    join(folder, "video.mp4"),
  );
  ffmpeg("-f", "lavfi", "-i", "color=s=64x64:d=2", join(folder, "mute.mp4"));
  await writeFile(join(folder, "empty.mp4"), "");
  await writeFile(join(folder, "text.mp4"), "This is no video at all, it is a text of some length.\n".repeat(20));
  await writeFile(join(folder, "cut.mp4"), (await readFile(join(folder, "video.mp4"))).subarray(0, 3000));
  await writeFile(join(folder, "list.mp4"), "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\ngood.wav\n#EXT-X-ENDLIST\n");
  await writeFile(join(folder, "concat.mp4"), "ffconcat version 1.0\nfile good.wav\n");
  await writeFile(
    join(folder, "session.mp4"),
    "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n",
  );
  await writeFile(join(folder, "hosts"), `${hostname()} slots=2\n`);
  await writeFile(join(folder, "others"), "192.0.2.77 slots=2\n");
  await mkdir(join(folder, "taken"));
  await writeFile(join(folder, "taken", "good.es.srt"), "mine");
});
afterAll(() => remove());

describe("sister translate refuses", () => {
  const cases: [string, string[], number, RegExp][] = [
    ["a missing file", ["missing.mp4"], 2, /there is no file/],
    ["a folder", ["taken"], 2, /folder|directory/],
    ["an empty file", ["empty.mp4"], 2, /empty/],
    ["a text named .mp4", ["text.mp4"], 2, /text\.mp4/],
    ["a truncated mp4", ["cut.mp4"], 2, /cut\.mp4/],
    ["a video without audio", ["mute.mp4"], 2, /no (audio|sound)/i],
    ["an HLS playlist named .mp4", ["list.mp4"], 2, /list\.mp4/],
    ["a list of files named .mp4", ["concat.mp4"], 2, /concat\.mp4/],
    ["a session description named .mp4", ["session.mp4"], 2, /session\.mp4/],
    ["a folder that cannot be written", ["good.wav", "--out", "good.wav/below"], 2, /cannot be written.*--out/],
    ["a target that no translator reaches", ["good.wav", "--to", "ja"], 2, /English \(en\) to Japanese \(ja\).*es/],
    ["a target that is not a language code", ["good.wav", "--to", "e$"], 2, /not a language code/],
    ["a target twice", ["good.wav", "--to", "es,es"], 2, /one twice/],
    ["the source as a target", ["good.wav", "--to", "en"], 2, /.*/],
    [
      "a language that the engine does not recognize",
      ["good.wav", "--from", "fr"],
      2,
      /recognizes en, not fr: choose a model .*--model/,
    ],
    [
      "an output that exists",
      ["good.wav", "--to", "es", "--out", "taken"],
      2,
      /good\.es\.srt exists already.*--overwrite/,
    ],
    ["a language to burn that the job does not have", ["video.mp4", "--burn", "es"], 2, /--to es/],
    ["burning into sound", ["good.wav", "--burn", "en"], 2, /no picture/],
    ["more ranks than slots", ["good.wav", "--hostfile", "hosts", "--ranks", "3"], 2, /more than the 2 slots/],
    ["a hostfile without this machine", ["good.wav", "--hostfile", "others"], 2, /this machine .* is not in/],
    ["a missing hostfile", ["good.wav", "--hostfile", "nowhere"], 2, /nowhere cannot be read/],
    ["a number of ranks that is zero", ["good.wav", "--ranks", "0"], 2, /not a number of ranks/],
    ["a folder without a model", ["good.wav", "--model", "taken"], 2, /contains no speech model/],
    ["an unknown option", ["good.wav", "--frobnicate"], 2, /unknown option/],
    ["a call without a file", [], 2, /missing required argument/],
  ];
  for (const [what, args, status, message] of cases) {
    it(what, async () => {
      const before = (await readdir(folder, { recursive: true })).sort();
      const paths = args.map((arg, i) =>
        arg.startsWith("--") || ["--to", "--from", "--burn", "--ranks"].includes(args[i - 1] ?? "")
          ? arg
          : join(folder, arg),
      );
      const finished = await run(["translate", ...paths], env);
      expect(finished.stderr).toMatch(message);
      expect(finished.status).toBe(status);
      // It prints one line and leaves no file behind.
      expect(
        finished.stderr
          .trim()
          .split("\n")
          .filter((line) => line.startsWith("sister:")).length,
      ).toBe(1);
      expect(finished.stderr).not.toMatch(/\n\s+at /);
      expect((await readdir(folder, { recursive: true })).filter((name) => !name.startsWith("data")).sort()).toEqual(
        before.filter((name) => !name.startsWith("data")),
      );
    });
  }

  it("to overwrite a file, and leaves the file unchanged", async () => {
    expect(await readFile(join(folder, "taken", "good.es.srt"), "utf8")).toBe("mine");
  });
});
