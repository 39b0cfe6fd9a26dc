/** Which sound of a video the command transcribes, through whole runs. */
import { execFileSync } from "node:child_process";
import { copyFile, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { declareSeconds } from "../support/media/made-media.js";
import { SENTENCES, samplesOf, speakInto, writeRecorderWav } from "../support/media/spoken-sound.js";
import { makeFolder, run, type Finished } from "./sister.js";
import { patience } from "../support/pace.js";

interface Place {
  path: (name: string) => string;
  translate: (name: string, ...options: string[]) => Promise<Finished>;
  document: (name: string) => Promise<SubtitleDocument>;
}

describe("sister translate", () => {
  const place = async (finally_: (end: () => Promise<void>) => void): Promise<Place> => {
    const { folder, env, remove } = await makeFolder();
    finally_(remove);
    const path = (name: string): string => `${folder}/${name}`;
    await speakInto(path);
    return {
      path,
      translate: (name, ...options) => run(["translate", path(name), "--overwrite", ...options], env),
      document: async (name) => JSON.parse(await readFile(path(name), "utf8")) as SubtitleDocument,
    };
  };
  const textOf = ({ cues }: SubtitleDocument): string =>
    cues.flatMap(({ words }) => words.map(({ text }) => text)).join(" ");
  const said = new RegExp(SENTENCES.a.replaceAll(/\W+/g, "\\W+"), "i");

  it("transcribes stereo of opposite phase, and names the sound", async (context) => {
    const { path, translate, document } = await place(context.onTestFinished);
    const opposite = "aresample=48000,pan=stereo|c0=c0|c1=-1*c0";
    execFileSync("ffmpeg", ["-v", "error", "-i", path("a.wav"), "-af", opposite, path("talk.wav")]);
    const { status, stdout, stderr } = await translate("talk.wav");
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^sound: audio track 1, .*opposite phase/m);
    const made = await document("talk.json");
    expect(made).toMatchObject({ version: 2, audio: { track: 1, channel: null }, warnings: [] });
    expect(textOf(made)).toMatch(said);
  });

  it(
    "transcribes the track in the language of --from, and reports that another one has sound",
    { timeout: patience(120_000) },
    async (context) => {
      const { path, translate, document } = await place(context.onTestFinished);
      const tags = [
        "-metadata:s:a:0",
        "language=jpn",
        "-metadata:s:a:1",
        "language=eng",
        "-disposition:a:0",
        "default",
      ];
      const inputs = ["-i", path("b.wav"), "-i", path("a.wav"), "-map", "0", "-map", "1", "-c:a", "aac", ...tags];
      execFileSync("ffmpeg", ["-v", "error", ...inputs, "-disposition:a:1", "0", path("talk.mkv")]);
      const { status, stdout, stderr } = await translate("talk.mkv", "--from", "en", "--json");
      expect(status, stderr).toBe(0);
      const summary = JSON.parse(stdout) as Pick<SubtitleDocument, "audio" | "warnings"> & { sound: string };
      expect(summary).toMatchObject({ audio: { track: 2, channel: null }, sound: "audio track 2 (eng)" });
      expect(summary.warnings).toEqual([
        { code: "unused-sound", message: expect.stringMatching(/^audio track 1 \(jpn\) also has sound/) as string },
      ]);
      const made = await document("talk.json");
      expect(made).toMatchObject({ audio: summary.audio, warnings: summary.warnings });
      expect(textOf(made)).toMatch(said);
    },
  );

  it(
    "transcribes the channel of --channel, and reports which one has speech if that has none",
    { timeout: patience(120_000) },
    async (context) => {
      const { path, translate, document } = await place(context.onTestFinished);
      const [a, nothing] = [await samplesOf(path("a.wav")), new Int16Array(0)];
      await writeRecorderWav(path("talk.wav"), [nothing, nothing, nothing, a, nothing, nothing]);
      const mute = await translate("talk.wav", "--channel", "2");
      expect(mute.status, mute.stderr).toBe(0);
      const empty = await document("talk.json");
      expect(empty).toMatchObject({ audio: { track: 1, channel: 2 }, cues: [] });
      expect(empty.warnings.map(({ code }) => code)).toEqual(["unused-sound", "no-speech"]);
      expect(mute.stdout).toMatch(/no speech was found in channel 2 of audio track 1; channel 4 of it has speech/);
      const heard = await translate("talk.wav", "--audio-track", "1", "--channel", "4");
      expect(heard.status, heard.stderr).toBe(0);
      expect(textOf(await document("talk.json"))).toMatch(said);
    },
  );

  it("refuses a track or a channel that the file does not have, in one line", async (context) => {
    const { path, translate } = await place(context.onTestFinished);
    await writeRecorderWav(path("slow.wav"), [await samplesOf(path("a.wav"))], 1);
    await copyFile(path("a.wav"), path("talk.wav"));
    const refused = async (name: string, ...options: string[]): Promise<string> => {
      const { status, stderr } = await translate(name, ...options);
      expect([status, stderr.trim().split("\n").length], stderr).toEqual([2, 1]);
      return stderr;
    };
    expect(await refused("talk.wav", "--audio-track", "2")).toMatch(/no audio track 2: it has track 1/);
    expect(await refused("talk.wav", "--channel", "2")).toMatch(/no channel 2: the sound has one channel/);
    expect(await refused("talk.wav", "--channel", "0")).toMatch(/is not a channel/);
    expect(await refused("slow.wav")).toMatch(/declares 1 samples a second/);
    const bounded = await run(["translate", path("talk.wav")], { SISTER_MAX_DURATION_S: "1" });
    expect([bounded.status, bounded.stderr]).toEqual([2, expect.stringMatching(/longer than the limit of 1 s/)]);
    const unreadable = await run(["translate", path("talk.wav")], { SISTER_MAX_DURATION_S: "1h" });
    expect([unreadable.status, unreadable.stderr]).toEqual([
      2,
      expect.stringMatching(/SISTER_MAX_DURATION_S is not valid/),
    ]);
  });

  it("stops at SISTER_MAX_DURATION_S if the header declares less sound than there is", async (context) => {
    const { path } = await place(context.onTestFinished);
    const file = path("talk.mka");
    execFileSync("ffmpeg", ["-v", "error", "-i", path("a.wav"), "-c:a", "flac", file]);
    await declareSeconds(file, 1);
    const env = { SISTER_SPEECH_MODEL: "sleep:0", SISTER_DATA_DIR: path("data"), SISTER_MAX_DURATION_S: "2" };
    const { status, stderr } = await run(["translate", file], env);
    const refusal = /^sister: .*talk\.mka contains more than 2 s of sound, the limit: .*raise SISTER_MAX_DURATION_S$/m;
    expect([status, stderr]).toEqual([2, expect.stringMatching(refusal)]);
  });
});
