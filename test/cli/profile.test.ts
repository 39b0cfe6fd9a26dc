/** `--profile` and `--shots` of `sister translate`. */
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { makeFolder, run, speechOf, wavOf } from "./sister.js";

describe("the norms of sister translate", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let film: string;
  beforeAll(async () => {
    place = await makeFolder();
    const sound = join(place.folder, "sound.wav");
    await writeFile(sound, wavOf(await speechOf(6)));
    film = join(place.folder, "film.mkv");
    // The picture is cut at 2 s and at 4 s.
    const picture = ["red", "blue", "yellow"].flatMap((colour) => [
      "-f",
      "lavfi",
      "-i",
      `color=${colour}:size=160x120:rate=25:duration=2`,
    ]);
    const join_ = "[0:v][1:v][2:v]concat=n=3:v=1[v]";
    const out = ["-filter_complex", join_, "-map", "[v]", "-map", "3:a", "-c:v", "mpeg4", "-c:a", "flac", film];
    execFileSync("ffmpeg", ["-v", "error", ...picture, "-i", sound, ...out]);
  });
  afterAll(() => place.remove());
  const env = (): NodeJS.ProcessEnv => ({ ...place.env, SISTER_SPEECH_MODEL: "sleep:0.01" });
  const translate = (...args: string[]) => run(["translate", film, "--overwrite", "--json", ...args], env());
  const document = async (): Promise<SubtitleDocument> =>
    JSON.parse(await readFile(join(place.folder, "film.json"), "utf8")) as SubtitleDocument;

  it("lay out the subtitles: what is written passes the check of the same profile", async () => {
    const { status, stdout, stderr } = await translate("--profile", "netflix,line-length=20,lines=1");
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, tooFast: expect.any(Object) as object });
    const texts = (await document()).cues.map(({ text }) => text["en"] ?? "");
    expect(texts.length).toBeGreaterThan(0);
    for (const text of texts) {
      expect(text).not.toContain("\n");
      expect(text.length).toBeLessThanOrEqual(20);
    }
    const check = ["subtitles", "check", "--json", "--profile", "netflix,line-length=20,lines=1"];
    const { stdout: json } = await run([...check, join(place.folder, "film.en.srt")], env());
    const { breaches } = JSON.parse(json) as { breaches: { rule: string; severity: string }[] };
    expect(breaches.filter(({ rule, severity }) => rule !== "reading-speed" && severity === "error")).toEqual([]);
  });

  it("let cues snap to the shots of the picture with --shots, and to none without", async () => {
    const edges = async (): Promise<number[]> =>
      (await document()).cues.flatMap(({ start, end }) => [start, end + 0.08]);
    const near = (list: readonly number[]): number[] =>
      list.filter((time) => [2, 4].some((cut) => Math.abs(time - cut) <= 0.5 && Math.abs(time - cut) > 0.021));
    expect((await translate()).status).toBe(0);
    const before = near(await edges());
    const { status, stderr } = await translate("--shots");
    expect(status, stderr).toBe(0);
    expect(near(await edges()).length).toBeLessThanOrEqual(before.length);
    const sound = await run(["translate", join(place.folder, "sound.wav"), "--shots", "--overwrite"], env());
    expect([sound.status, sound.stderr]).toEqual([2, expect.stringMatching(/no picture.*leave --shots out/)]);
  });

  it("are refused by name if there are none such", async () => {
    const { status, stderr } = await translate("--profile", "nextflix");
    expect([status, stderr]).toEqual([2, expect.stringMatching(/there is no profile "nextflix": use netflix/)]);
    expect((await translate("--profile", "netflix,speed=3")).stderr).toMatch(
      /a profile has no "speed": use line-length/,
    );
  });
});
