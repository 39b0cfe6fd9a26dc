/** The output of commands: results on standard output, and files, whatever the name of the video. */
import { execFileSync, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { link, mkdir, readdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { warnOfLetters } from "../../src/media/letters/fonts.js";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { COMMAND, makeFolder, run, speechOf, start, wavOf } from "./sister.js";

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, env, remove } = await makeFolder());
  await writeFile(join(folder, "good.wav"), wavOf((await speechOf(3)).subarray(0, 3 * 16_000)));
  await writeFile(join(folder, "hosts"), `${hostname()} slots=2\n`);
});
afterAll(() => remove());

const INTO_FULL = ["sh", "-c", 'exec "$@" > /dev/full', "sh"];

describe("a result that cannot be written ends with 1:", () => {
  it.each([
    ["the help", ["--help"]],
    ["models as JSON", ["models", "list", "--json"]],
    ["models that can be installed", ["models", "list", "--available", "--json"]],
    ["doctor's findings", ["doctor", "--json"]],
    ["a translation's summary as JSON", ["translate", "good.wav", "--out", "full", "--overwrite", "--json"]],
  ])("%s to a full device", async (_what, args) => {
    const named = args.map((word) => (word === "good.wav" || word === "full" ? join(folder, word) : word));
    const { status, stderr } = await start(named, env, INTO_FULL).ended;
    expect([status, stderr.trim().split("\n").at(-1)]).toEqual([
      1,
      expect.stringMatching(/^sister: the result could not be written to standard output \(.*no space/i),
    ]);
    expect(stderr).not.toMatch(/ {4}at /);
  });

  it.each([[["models", "list", "--json"]], [["--help"]]])("%j to a reader that has ended", async (args) => {
    const child = spawn(COMMAND, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.destroy();
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    const status = await new Promise((done) => child.once("close", done));
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^sister: the result could not be written .*EPIPE.*\n$/),
    ]);
  });
});

describe("files are named after the video", () => {
  /** Translates the sound under another name into a folder of its own. */
  async function named(name: string, ...more: string[]) {
    const place = join(folder, `place-${readdirSync(folder).length}`);
    await mkdir(place);
    await link(join(folder, "good.wav"), join(place, name));
    const ended = await run(["translate", join(place, name), "--json", ...more], env);
    return { ...ended, place, files: (await readdir(place)).filter((one) => one !== name) };
  }

  it.each([
    ["of 252 bytes", `${"x".repeat(248)}.wav`.slice(-252)],
    ["of all kinds of letters", `it's "a" 👨‍👩‍👧 año ${"日".repeat(65)}.wav`],
  ])("%s", async (_what, name) => {
    const { status, stderr, files } = await named(name);
    const base = name.replace(/\.wav$/, "");
    expect(status, stderr).toBe(0);
    expect(files.sort()).toEqual([`${base}.en.srt`, `${base}.en.vtt`, `${base}.json`].sort());
  });

  it("and refused before any work if their names would be too long", async () => {
    const { status, stderr, files } = await named(`${"ñ".repeat(122)}.wav`, "--mux");
    expect([status, files]).toEqual([2, []]);
    expect(stderr).toMatch(/^sister: the name ñ+\.subtitled\.mkv has 258 bytes.*: give the video a shorter name.*\n$/);
  });

  it("and hold nothing that a terminal obeys", async () => {
    const { status, stdout, stderr, files, place } = await named("a\u001b[31m\u202eb\u009bc\u2066\n.wav");
    expect(status, stderr).toBe(0);
    expect(files.sort()).toEqual(["a[31mbc.en.srt", "a[31mbc.en.vtt", "a[31mbc.json"]);
    const document = readFileSync(join(place, "a[31mbc.json"), "utf8");
    expect((JSON.parse(document) as SubtitleDocument).file).toBe(join(place, "a[31mbc .wav"));
    for (const text of [document, stdout, stderr])
      expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    const missing = await run(["translate", join(place, "x\u001b[2J\u202e.mp4")], env);
    expect([missing.status, missing.stderr]).toEqual([2, expect.stringMatching(/^sister: .*x\[2J\.mp4.*\n$/)]);
  });
});

it("letters that no font has are named while they are burned in, in the summary and in NAME.json", async ({ skip }) => {
  if ((await warnOfLetters(["\u{10000}"])) === null) skip("a font of this machine has Linear B");
  const at = (name: string): string => join(folder, name);
  const picture = ["-f", "lavfi", "-i", "color=c=navy:s=160x90:r=5", "-i", at("good.wav"), "-shortest"];
  execFileSync("ffmpeg", ["-v", "error", ...picture, "-c:v", "libx264", "-preset", "ultrafast", at("letters.mp4")]);
  // The engine recognizes "w0 w1 w2", and the glossary translates every word.
  const rows = Array.from({ length: 40 }, (_, i) => `w${i},\u{10000}\n`);
  await writeFile(at("letters.csv"), `source,es\n${rows.join("")}`);
  const call = ["translate", at("letters.mp4"), "--to", "es", "--glossary", at("letters.csv"), "--burn", "es"];
  const { status, stdout, stderr } = await run(call, { ...env, SISTER_SPEECH_MODEL: "sleep:0" });
  expect(status, stderr).toBe(0);
  const { warnings } = JSON.parse(readFileSync(at("letters.json"), "utf8")) as SubtitleDocument;
  const found = warnings.filter(({ code }) => code === "no-font");
  const words = /^a letter has no font on this machine, so it is left out .*\(\u{10000}\): install fonts-noto-core /u;
  expect(found.map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
  const [{ message = "" } = {}] = found;
  expect(stderr).toContain(`warning: ${message}\n`);
  expect(stdout).toMatch(/^warnings:$/m);
  expect(stdout).toContain(`\n  ${message}\n`);
  expect(readdirSync(folder)).toContain("letters.es.burned.mp4");
});
