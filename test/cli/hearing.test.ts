/** What the command reports about words: their source, and doubts about them. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sentenceSound, SENTENCES } from "../../src/speech/models/sentences/sentences.js";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { makeFolder, run, wavOf } from "./sister.js";

let folder = "";
let env: NodeJS.ProcessEnv = {};
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, env, remove } = await makeFolder());
});
afterEach(() => remove());

const documentOf = async (name: string): Promise<SubtitleDocument> =>
  JSON.parse(await readFile(join(folder, `${name}.json`), "utf8")) as SubtitleDocument;
const codesOf = ({ warnings }: SubtitleDocument): string[] => warnings.map(({ code }) => code);

/** Sounds one after the other, with half a second between them. */
function joined(...sounds: Int16Array[]): Int16Array {
  const pause = 8000;
  const all = new Int16Array(sounds.reduce((sum, sound) => sum + sound.length + pause, 0));
  let at = 0;
  for (const sound of sounds) {
    all.set(sound, at);
    at += sound.length + pause;
  }
  return all;
}

describe("sister translate", () => {
  it("times the words of a script, and reports which passages were not said", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(sentenceSound("en")));
    const unsaid =
      "Nobody has ever spoken this long and unusual paragraph about seventeen purple bicycles in Antarctica.";
    await writeFile(join(folder, "talk.txt"), `${SENTENCES.en}\n\n${unsaid}\n`);
    const { status, stderr, stdout } = await run(["translate", file, "--script", join(folder, "talk.txt")], env);
    expect(status, stderr).toBe(0);
    const document = await documentOf("talk");
    const words = document.cues.flatMap((cue) => cue.words);
    expect(words.map((word) => word.text).join(" ")).toBe(SENTENCES.en);
    for (const [i, word] of words.entries()) expect(word.start).toBeGreaterThanOrEqual(words[i - 1]?.start ?? 0);
    expect(codesOf(document)).toEqual(["script-unsaid"]);
    expect(stdout).toContain("Nobody has ever spoken");
  });

  it("refuses the script of another talk", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(sentenceSound("en")));
    await writeFile(join(folder, "other.txt"), "Quantum chromodynamics describes gluons, quarks, hadrons. ".repeat(5));
    const { status, stderr } = await run(["translate", file, "--script", join(folder, "other.txt")], env);
    expect(status).toBe(2);
    expect(stderr).toMatch(/not the text of this talk.*--script/);
  });

  it("warns if the speech does not sound like English", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(joined(sentenceSound("de"), sentenceSound("es"), sentenceSound("fr"))));
    const { status, stderr } = await run(["translate", file], env);
    expect(status, stderr).toBe(0);
    expect(codesOf(await documentOf("talk"))).toEqual(["sounds-foreign"]);
    expect(stderr).toMatch(/does not sound like English/);
  });

  it("warns if the track has no speech, and names the track that has", async () => {
    const silent = join(folder, "silent.wav");
    const spoken = join(folder, "spoken.wav");
    await writeFile(silent, wavOf(new Int16Array(5 * 16_000)));
    await writeFile(spoken, wavOf(sentenceSound("en")));
    const file = join(folder, "film.mkv");
    const inputs = ["-i", silent, "-i", spoken, "-map", "0:a", "-map", "1:a"];
    execFileSync("ffmpeg", ["-v", "error", ...inputs, "-metadata:s:a:1", "language=eng", "-c:a", "flac", file]);
    const { status, stderr, stdout } = await run(["translate", file, "--audio-track", "1"], env);
    expect(status, stderr).toBe(0);
    const { cues, warnings } = await documentOf("film");
    expect(cues).toEqual([]);
    expect(warnings).toEqual([
      { code: "unused-sound", message: expect.stringContaining("track 2 (eng) also has sound") as string },
      { code: "no-speech", message: "no speech was found in audio track 1; track 2 (eng) of the file has speech" },
    ]);
    expect(stdout).toContain("track 2 (eng)");
  });

  it("warns if a weaker engine did the work, and tells how to mend it", async () => {
    const file = join(folder, "talk.wav");
    await writeFile(file, wavOf(sentenceSound("en")));
    const empty = join(folder, "empty");
    await mkdir(empty);
    const { status, stderr } = await run(["translate", file], { ...env, XDG_DATA_HOME: empty, XDG_DATA_DIRS: empty });
    expect(status, stderr).toBe(0);
    const document = await documentOf("talk");
    expect(document.engine).toMatch(/PocketSphinx/);
    expect(codesOf(document)).toContain("engine-fallback");
    expect(stderr.match(/sister models pull moonshine-base-en/g)?.length).toBe(1);
  });
});
