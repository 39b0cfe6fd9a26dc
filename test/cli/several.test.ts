/** Several files in one call, a folder, and words that name no file. */
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { allEnd, descendants, makeFolder, run, speechOf, start, wavOf } from "./sister.js";

interface Result {
  ok: boolean;
  file: string;
  error?: string;
  files?: string[];
}

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
const at = (...names: string[]): string => join(folder, ...names);
beforeAll(async () => {
  ({ folder, env, remove } = await makeFolder());
  // The words do not matter here, so the engine only sleeps.
  env = { ...env, SISTER_SPEECH_MODEL: "sleep:0.01" };
  await mkdir(at("talks"));
  await writeFile(at("talks", "1.wav"), wavOf((await speechOf(3)).subarray(0, 3 * 16_000)));
  await copyFile(at("talks", "1.wav"), at("talks", "3.wav"));
  await writeFile(at("talks", "2.mp4"), "This is no video at all.\n".repeat(20));
  await writeFile(at("talks", "notes.txt"), "not a talk");
  await copyFile(at("talks", "1.wav"), at("a talk.wav"));
  await copyFile(at("talks", "1.wav"), at("-dash.wav"));
});
afterAll(() => remove());

const results = (stdout: string): Result[] => JSON.parse(stdout) as Result[];
const written = async (name: string): Promise<string[]> =>
  (await readdir(at(name))).filter((file) => file.endsWith(".json")).sort();

describe("several files", () => {
  it("of a folder are done one after another, and a failed one does not stop the rest", async () => {
    const { status, stdout, stderr } = await run(["translate", at("talks"), "--out", at("of-folder"), "--json"], env);
    expect(stderr).toMatch(/^sister: 2\.mp4 \(2 of 3\): .*2\.mp4 is not a video or audio file/m);
    expect(stderr).toMatch(/^sister: 1 of 3 files failed/m);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(status).toBe(1);
    expect(results(stdout).map(({ ok, file }) => [ok, file])).toEqual([
      [true, at("talks", "1.wav")],
      [false, at("talks", "2.mp4")],
      [true, at("talks", "3.wav")],
    ]);
    expect(await written("of-folder")).toEqual(["1.json", "3.json"]);
  });

  it("are done in one group, with blanks in names and a missing file among them", async () => {
    const files = [at("talks", "1.wav"), at("missing.wav"), at("a talk.wav")];
    const { status, stdout, stderr } = await run(["translate", ...files, "--ranks", "2", "--out", at("in-group")], env);
    expect(stderr).toMatch(/^sister: missing\.wav \(2 of 3\): there is no file/m);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^1\.wav \(1 of 3\)$[^]*^a talk\.wav \(3 of 3\)$/m);
    expect(await written("in-group")).toEqual(["1.json", "a talk.json"]);
  });

  it("are done in a group that mpirun started, with status 0 if all is written", async () => {
    const launcher = ["mpirun", "--oversubscribe", "-n", "2"];
    const files = [at("talks", "1.wav"), at("talks", "3.wav")];
    const inside = start(["translate", ...files, "--out", at("inside"), "--json"], env, launcher);
    const { status, stdout, stderr } = await inside.ended;
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(results(stdout).map(({ ok }) => ok)).toEqual([true, true]);
    expect(await written("inside")).toEqual(["1.json", "3.json"]);
  });

  it("continue in another group if the first one dies", async () => {
    // The first file is at work for as long as the test needs to find a rank.
    const slow = { ...env, SISTER_SPEECH_MODEL: "sleep:2" };
    const files = [at("talks", "1.wav"), at("a talk.wav")];
    const running = start(["translate", ...files, "--ranks", "2", "--out", at("after-death")], slow);
    await running.says(/ranks ready/);
    const processes = await descendants(running.child.pid ?? 0);
    const [victim] = processes.filter(({ command }) => /^\S*node\S* .*rank-main/.test(command));
    process.kill(victim?.pid ?? 0, "SIGKILL");
    const { status, stdout, stderr } = await running.ended;
    await allEnd(processes.map(({ pid }) => pid));
    expect(stderr).toMatch(/^sister: 1\.wav \(1 of 2\): rank \d on \S+ was killed/m);
    expect(stdout).toMatch(/^a talk\.wav \(2 of 2\)$/m);
    expect(status).toBe(1);
    expect(await written("after-death")).toEqual(["a talk.json"]);
  });

  it("that would write the same outputs are refused before any work", async () => {
    await mkdir(at("twins"));
    await copyFile(at("talks", "1.wav"), at("twins", "1.flac"));
    const call = ["translate", at("talks", "1.wav"), at("twins", "1.flac"), "--out", at("clash")];
    const { status, stderr } = await run(call, env);
    expect(stderr).toMatch(/1\.wav and .*1\.flac would both write .*1\.en\.srt: rename one of them/);
    expect(status).toBe(2);
    await expect(readdir(at("clash"))).rejects.toThrow();
  });
});

describe("a word that cannot be a file", () => {
  it.each([
    [["https://example.org/talk.mp4"], /is an address.*download the video first/],
    [["-dash.wav"], /"-dash\.wav" is read as an option: write the file as \.\/-dash\.wav/],
    [["a", "b"], /there is no file "a" nor "b".*quotes/],
  ])("is refused with what to do instead: %j", async (words, message) => {
    const { status, stderr } = await run(["translate", ...words], env);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(status).toBe(2);
  });

  it("can be written as ./-NAME if it begins with a dash, with a language of three letters", async () => {
    const inFolder = ["sh", "-c", `cd '${folder}' && exec "$0" "$@"`];
    const { status, stderr } = await start(["translate", "./-dash.wav", "--from", "eng"], env, inFolder).ended;
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(await readdir(folder)).toContain("-dash.en.srt");
  });
});

describe("a word that is no language is refused", () => {
  it.each([
    ["with the language that was probably meant", "--from", "Englsh", /: did you mean en \(English\)\?$/m],
    ["with how languages are written", "--to", "qwertyuiop", /: write it as en, es or ca\.$/m],
  ])("%s", async (_what, option, word, advice) => {
    const { status, stderr } = await run(["translate", at("a talk.wav"), option, word], env);
    expect(stderr).toMatch(advice);
    expect(stderr).toContain(`"${word}" is not a language code`);
    expect(stderr.trim().split("\n").length).toBe(1);
    expect(status).toBe(2);
  });
});
