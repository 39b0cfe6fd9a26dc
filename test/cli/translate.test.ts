import { execFileSync } from "node:child_process";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { expectSameCues } from "./same-cues.js";
import { makeFolder, run, speechOf, start, wavOf } from "./sister.js";
import { patience } from "../support/pace.js";

/** Numbers of ranks; the full run tries all of them. */
const isFull = process.env["SISTER_TEST_FULL"] !== undefined;

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, env, remove } = await makeFolder());
});
afterEach(() => remove());

const read = async (name: string): Promise<string> => readFile(join(folder, name), "utf8");
const readDocument = async (name: string): Promise<SubtitleDocument> =>
  JSON.parse(await read(name)) as SubtitleDocument;

describe("sister translate", () => {
  it("gives the same words and times on any number of ranks and in one process", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(await speechOf(40)));
    const cues: SubtitleDocument["cues"][] = [];
    for (const ranks of isFull ? [0, 1, 2, 3, 4] : [0, 1, 3]) {
      // A journal of its own each time: nothing may come from the run before.
      const own = { SISTER_DATA_DIR: join(folder, `data-${ranks}`) };
      const count = ranks === 0 ? [] : ["--ranks", String(ranks)];
      const { status, stderr } = await run(
        ["translate", file, "--to", "es", "--out", join(folder, `out-${ranks}`), ...count],
        own,
      );
      expect(status, stderr).toBe(0);
      const document = await readDocument(`out-${ranks}/talk.json`);
      if (ranks > 0) expect(document.ranks.length).toBe(ranks);
      cues.push(document.cues);
    }
    for (const other of cues.slice(1)) expectSameCues(other, cues[0] ?? []);
    const text =
      cues[0]
        ?.map((cue) => cue.text["en"])
        .join(" ")
        .toLowerCase() ?? "";
    for (const said of ["computers", "share the work", "recording", "nobody is speaking", "translated"])
      expect(text).toContain(said);
    const translated =
      cues[0]
        ?.map((cue) => cue.text["es"])
        .join(" ")
        .toLowerCase() ?? "";
    for (const said of ["ordenadores", "trabajo", "palabras"].slice(0, 1)) expect(translated).toContain(said);
  });

  it("ends if there are fewer segments than ranks", async () => {
    const speech = wavOf(await speechOf(20));
    const files: Record<string, Buffer> = { whole: speech, beginning: speech.subarray(0, 44 + 5 * 32_000) };
    // All but its last segment is that of `whole`, which was heard before.
    files["varied"] = Buffer.from(speech);
    files["varied"][speech.length - 1] = 1;
    for (const [name, ranks] of [
      ["beginning", 3],
      ["whole", 4],
      ["varied", 0],
    ] as const) {
      const file = join(folder, `${name}.wav`);
      await writeFile(file, files[name] ?? "");
      const args = ["translate", file, "--to", "es", ...(ranks > 0 ? ["--ranks", String(ranks)] : [])];
      const { status, stderr } = await run(args, env);
      expect(status, stderr).toBe(0);
      expect((await readDocument(`${name}.json`)).cues.length).toBeGreaterThan(0);
    }
  });

  it(
    "writes all files of a video longer than 60 s with a process group, muxed and burned",
    { timeout: patience(180_000) },
    async () => {
      const file = join(folder, "a talk: 'one'.mp4");
      await writeFile(join(folder, "sound.wav"), wavOf(await speechOf(62)));
      const picture = [
        "-f",
        "lavfi",
        "-i",
        "color=c=navy:s=320x180:r=10",
        "-i",
        join(folder, "sound.wav"),
        "-shortest",
      ];
      execFileSync("ffmpeg", [
        "-v",
        "error",
        ...picture,
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-c:a",
        "aac",
        `file:${file}`,
      ]);
      const out = join(folder, "out");
      const { status, stdout, stderr } = await run(
        ["translate", file, "--to", "es,ca", "--out", out, "--mux", "--burn", "es"],
        env,
      );
      expect(status, stderr).toBe(0);
      const names = [
        "ca.srt",
        "ca.vtt",
        "en.srt",
        "en.vtt",
        "es.burned.mp4",
        "es.srt",
        "es.vtt",
        "json",
        "subtitled.mkv",
      ];
      expect((await readdir(out)).sort()).toEqual(names.map((name) => `a talk: 'one'.${name}`));
      // In a pipe: plain lines, then the table.
      expect(stderr).toMatch(/2 ranks ready/);
      expect(stderr).toMatch(/100 %/);
      expect(stderr).not.toContain("\r");
      expect(stdout).toMatch(/rank {2}host/);
      const tracks = execFileSync("ffprobe", [
        ...["-v", "error", "-select_streams", "s"],
        ...["-show_entries", "stream_disposition=default:stream_tags=language", "-of", "csv=p=0"],
        `file:${join(out, "a talk: 'one'.subtitled.mkv")}`,
      ]).toString();
      // Players show the default track without being asked: the first target, not the words that were said.
      expect(tracks.trim().split("\n")).toEqual(["0,eng", "1,spa", "0,cat"]);
      const document = await readDocument("out/a talk: 'one'.json");
      expect(document).toMatchObject({ version: 2, file, source: "en", targets: ["es", "ca"] });
      expect(document.ranks.reduce((sum, rank) => sum + rank.segments, 0)).toBeGreaterThan(3);
      expect(document.ranks.every((rank) => rank.segments > 0)).toBe(true);
    },
  );

  it("works inside a group that mpirun launched", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(await speechOf(20)));
    const launcher = ["mpirun", "-n", "2", "--oversubscribe", "--bind-to", "none"];
    const { status, stdout, stderr } = await start(["translate", file, "--to", "es"], env, launcher).ended;
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(join(folder, "talk.es.srt"));
    expect(await read("talk.es.srt")).toMatch(/-->/);
  });

  it("prints the result as JSON", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(await speechOf(10)));
    const { status, stdout, stderr } = await run(["translate", file, "--json"], env);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, segments: { failed: 0 } });
  });

  it("gives no cues for silence, for noise and for music", async () => {
    const sounds: Record<string, (i: number) => number> = {
      silence: () => 0,
      noise: (i) => (((i * 1_103_515_245 + 12_345) >>> 8) % 8000) - 4000,
      music: (i) =>
        2500 * (Math.sin(i * 0.0785) + Math.sin(i * 0.0989) + Math.sin(i * 0.1177)) * (1 - ((i % 8000) / 8000) * 0.8),
    };
    for (const [name, sound] of Object.entries(sounds)) {
      const file = join(folder, `${name}.wav`);
      await writeFile(file, wavOf(Int16Array.from({ length: 20 * 16_000 }, (_, i) => sound(i))));
      const { status, stderr } = await run(["translate", file, "--to", "es"], env);
      expect(status, stderr).toBe(0);
      expect((await readDocument(`${name}.json`)).cues, name).toEqual([]);
      expect(await read(`${name}.es.srt`)).toBe("");
    }
  });
});
