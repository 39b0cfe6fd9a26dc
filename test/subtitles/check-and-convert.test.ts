/** `sister subtitles check` and `convert` as a user runs them. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeFolder, run } from "../cli/sister.js";

const time = (seconds: number): string => {
  const whole = Math.floor(seconds);
  return `00:00:${String(whole).padStart(2, "0")},${String(Math.round((seconds - whole) * 1000)).padStart(3, "0")}`;
};
const srt = (...cues: [from: number, to: number, text: string][]): string =>
  cues.map(([from, to, text], i) => `${i + 1}\n${time(from)} --> ${time(to)}\n${text}\n`).join("\n");

const GOOD = srt([0, 2, "This is a sentence."], [2.08, 5, "It goes on in a second cue."]);
/** A line of 79 characters, a cue of 0.4 s, two cues that touch, an overlap. */
const BAD = srt(
  [1, 6, "We said that all of the subtitles of this talk have to be broken into two lines"],
  [6, 6.4, "Right"],
  [10, 13, "<i>These two</i> overlap"],
  [12.5, 15, "as if nobody had looked"],
);
const FAST = srt([0, 1, "Nobody on this planet reads so many words"], [1.1, 3, "in a single second of time"]);
const ADVISED = srt([0, 4, "We went along the road to the\nhouse of my uncle"]);

interface Report {
  breaches: { rule: string; severity: string; cue: number; at: number; mend: string; source: string }[];
  fixed?: { breaches: number; cues: number[]; written: string | null };
}

describe("sister subtitles", () => {
  let place: Awaited<ReturnType<typeof makeFolder>>;
  beforeAll(async () => {
    place = await makeFolder();
  });
  afterAll(() => place.remove());
  const write = async (name: string, text: string | Uint8Array): Promise<string> => {
    const path = join(place.folder, name);
    await writeFile(path, text);
    return path;
  };
  const sister = (...args: string[]) => run(["subtitles", ...args], place.env);

  describe("check", () => {
    it("exits with 0 for a file that keeps the norms, and with 0 for one that gets advice only", async () => {
      const good = await sister("check", await write("good.en.srt", GOOD));
      expect([good.status, good.stdout]).toEqual([0, expect.stringContaining("2 cues, no breach")]);
      const advised = await sister("check", await write("advised.en.srt", ADVISED));
      expect(advised.status, advised.stdout).toBe(0);
      expect(advised.stdout).toMatch(/line-break \(advice\): a line break parts "the house"; break it as/);
    });

    it("exits with 1 for a breach, and names rule, cue, time and how to mend it", async () => {
      const { status, stdout } = await sister("check", await write("bad.en.srt", BAD));
      expect(status).toBe(1);
      expect(stdout).toMatch(/cue 1 \(00:00:01\.000\): line-length: line 1 has 79 characters, 42 are allowed; break/);
      expect(stdout).toMatch(/cue 2 \(00:00:06\.000\): too-short: /);
      expect(stdout).toMatch(/cue 4 \(00:00:12\.500\): overlap: /);
      const { stdout: json } = await sister("check", "--json", join(place.folder, "bad.en.srt"));
      const { breaches } = JSON.parse(json) as Report;
      expect(breaches[0]).toMatchObject({ rule: "line-length", severity: "error", cue: 1, at: 1 });
      for (const { mend, source } of breaches) expect([mend, source]).not.toContain("");
    });

    it("exits with 2 for a call or a file that is wrong, and says what to do", async () => {
      const good = await write("good.en.srt", GOOD);
      const profile = await sister("check", good, "--profile", "nextflix");
      expect([profile.status, profile.stderr]).toEqual([2, expect.stringMatching(/use netflix, children, bbc, ebu/)]);
      expect((await sister("check", join(place.folder, "missing.srt"))).status).toBe(2);
      const picture = await sister("check", await write("picture.srt", new Uint8Array([0x89, 0x50, 0, 1, 2])));
      expect([picture.status, picture.stderr]).toEqual([2, expect.stringMatching(/is not a subtitle file/)]);
      expect((await sister("check", good, "--out", "x.srt")).stderr).toMatch(/give --fix too/);
    });

    it("mends with --fix without changing a word, keeps the file as it was, and finds nothing afterwards", async () => {
      const path = await write("mend.en.srt", BAD);
      const { status, stdout } = await sister("check", path, "--fix");
      expect(status, stdout).toBe(0);
      const mended = await readFile(path, "utf8");
      expect(await readFile(`${path}.orig`, "utf8")).toBe(BAD);
      const words = (text: string): string[] =>
        text
          .split("\n")
          .filter((line) => !/-->|^\d+$/.test(line))
          .join(" ")
          .split(/\s+/)
          .filter(Boolean);
      expect(words(mended)).toEqual(words(BAD));
      expect(mended).toContain("<i>These two</i> overlap");
      const again = await sister("check", path, "--fix", "--json");
      expect([again.status, JSON.parse(again.stdout)]).toMatchObject([0, { breaches: [], fixed: { written: null } }]);
    });

    it("reports speech that is too fast after the mend, and loses none of it", async () => {
      const path = await write("fast.en.srt", FAST);
      const out = join(place.folder, "mended.vtt");
      const { status, stdout } = await sister("check", path, "--fix", "--out", out, "--json");
      expect(status).toBe(1);
      expect((JSON.parse(stdout) as Report).breaches.map(({ rule }) => rule)).toEqual(["reading-speed"]);
      expect(await readFile(path, "utf8")).toBe(FAST);
      expect((await readFile(out, "utf8")).replace(/\s+/g, " ")).toContain("Nobody on this planet reads so many words");
    });

    it("checks several files and folders, goes on after one that it cannot read, and exits with the worst status", async () => {
      const folder = join(place.folder, "season");
      await mkdir(folder);
      await writeFile(join(folder, "1.en.srt"), GOOD);
      await writeFile(join(folder, "2.en.srt"), BAD);
      await writeFile(join(folder, "notes.txt"), "no subtitles");
      const both = await sister("check", "--json", folder);
      expect(both.status).toBe(1);
      const reports = JSON.parse(both.stdout) as { file: string; breaches: unknown[] }[];
      expect(reports.map(({ file, breaches }) => [file, breaches.length > 0])).toEqual([
        [join(folder, "1.en.srt"), false],
        [join(folder, "2.en.srt"), true],
      ]);
      const three = await sister("check", join(folder, "notes.txt"), join(folder, "1.en.srt"));
      expect(three.status).toBe(2);
      expect(three.stdout).toContain("1.en.srt: 2 cues, no breach");
    });

    it("holds a text against its language: 16 characters of Chinese, and no false breach from right to left", async () => {
      const zh = srt([0, 5, "今天我们要讲的是一个非常长的句子吧"]);
      expect((await sister("check", await write("talk.zh.srt", zh))).stdout).toMatch(/17 characters, 16 are allowed/);
      const ar = srt([0, 4, "\u202b.هذه جملة عربية\u202c\n\u202b(والثانية) 5 km\u202c"]);
      const checked = await sister("check", await write("talk.ar.srt", ar), "--json");
      expect([checked.status, (JSON.parse(checked.stdout) as Report).breaches]).toEqual([0, []]);
    });
  });

  describe("convert", () => {
    it("writes another format, and back again the same times and text", async () => {
      const from = await write("film.en.srt", BAD);
      const [vtt, ass, back] = ["film.en.vtt", "film.en.ass", "back.en.srt"].map((name) => join(place.folder, name));
      for (const [a, b] of [
        [from, vtt],
        [vtt, ass],
        [ass, back],
      ]) {
        const { status, stderr } = await sister("convert", a ?? "", b ?? "");
        expect(status, stderr).toBe(0);
      }
      expect(await readFile(vtt ?? "", "utf8")).toMatch(/^WEBVTT\n/);
      expect(await readFile(ass ?? "", "utf8")).toMatch(/^\[Script Info\]/);
      expect(await readFile(back ?? "", "utf8")).toBe(BAD);
    });

    it("reads Windows letters and writes UTF-8, with a byte order mark and CRLF if that is asked", async () => {
      const latin = Buffer.from(srt([0, 2, "¿Qué pasó mañana, señora Núñez?"]), "latin1");
      const out = join(place.folder, "latin.vtt");
      const { status, stderr } = await sister("convert", await write("latin.es.srt", latin), out, "--bom", "--crlf");
      expect([status, stderr]).toEqual([0, expect.stringMatching(/windows-1252, which is a guess/)]);
      const text = await readFile(out, "utf8");
      expect(text.startsWith("\ufeffWEBVTT\r\n")).toBe(true);
      expect(text).toContain("¿Qué pasó mañana, señora Núñez?");
    });

    it("names what the format cannot hold, and refuses to write over a file", async () => {
      const from = await write("loss.en.srt", BAD);
      const out = join(place.folder, "loss.txt");
      expect((await sister("convert", from, out)).stderr).toMatch(/holds no bold, italic and underlined text/);
      const again = await sister("convert", from, out);
      expect([again.status, again.stderr]).toEqual([2, expect.stringMatching(/--overwrite/)]);
      expect((await sister("convert", from, join(place.folder, "x.mov"))).status).toBe(2);
    });
  });
});
