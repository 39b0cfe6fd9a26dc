/** A place for one run of the command: a sound file, its results and a journal. */
import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SubtitleDocument } from "../../src/subtitles/document.js";
import { makeFolder, speechOf, wavOf } from "./sister.js";

/** The folder of one test, for a file, its results and a journal. */
export class Desk {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;

  private constructor(folder: string, env: NodeJS.ProcessEnv) {
    this.folder = folder;
    this.env = env;
  }

  static async begin(finally_: (end: () => Promise<void>) => void): Promise<Desk> {
    const { folder, env, remove } = await makeFolder();
    finally_(remove);
    return new Desk(folder, env);
  }

  get file(): string {
    return join(this.folder, "talk.wav");
  }

  /** Writes at least `seconds` of speech, with one sample of full scale at second `loudAt`. */
  async record(seconds: number, loudAt?: number): Promise<void> {
    const samples = await speechOf(seconds);
    if (loudAt !== undefined) samples[loudAt * 16_000] = 32_767;
    await writeFile(this.file, wavOf(samples));
  }

  async outputs(): Promise<string[]> {
    return (await readdir(this.folder)).filter((name) => !["data", "talk.wav", "died"].includes(name)).sort();
  }

  async document(): Promise<SubtitleDocument> {
    return JSON.parse(await readFile(join(this.folder, "talk.json"), "utf8")) as SubtitleDocument;
  }
}

/** The fields of `--json` that tests read. */
interface Summary {
  segments: { done: number; failed: number; total: number; kept: number };
  accounts: { engineRestarts: number }[];
}

export const summaryOf = (stdout: string): Summary => JSON.parse(stdout) as Summary;
