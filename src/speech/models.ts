/** Speech models of this machine: which there are, and whether one works. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { messageOf } from "../errors.js";
import { SAMPLE_RATE } from "./engine.js";
import { detectFamily } from "./sherpa/detect-family.js";
import { describeFiles } from "./sherpa/model-files.js";
import { openSpeechEngine } from "./open.js";
import { hasPocketSphinxModel, MODEL_FOLDER } from "./pocketsphinx-settings.js";

export interface ModelEntry {
  name: string;
  dir: string;
  family: string | null;
  /** Why it cannot be used; null where nothing speaks against it. */
  problem: string | null;
  /** The one that is used when no --model is given. */
  isDefault: boolean;
}

/** Where people keep models: each in a folder of its own. */
export function modelsFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "sister", "models");
}

/** The built-in model, the one of SISTER_SPEECH_MODEL, and those in the models' folder. Looks at files, loads nothing. */
export function listModels(env: NodeJS.ProcessEnv = process.env): ModelEntry[] {
  const chosen = env["SISTER_SPEECH_MODEL"];
  const entries: ModelEntry[] = [
    {
      name: "pocketsphinx en-us (built in)",
      dir: MODEL_FOLDER,
      family: "pocketsphinx",
      problem: hasPocketSphinxModel() ? null : "not installed: apt-get install pocketsphinx-en-us",
      isDefault: !chosen,
    },
  ];
  const folder = modelsFolder(env);
  const found = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  const dirs = [
    ...(chosen ? [resolve(chosen)] : []),
    ...found.filter((dir) => isFolder(dir) && dir !== (chosen && resolve(chosen))),
  ];
  for (const dir of dirs) {
    let family: string | null = null;
    let problem: string | null = null;
    try {
      family = detectFamily(describeFiles(dir));
    } catch (error) {
      problem = messageOf(error);
    }
    entries.push({
      name: dir.split("/").at(-1) ?? dir,
      dir,
      family,
      problem,
      isDefault: dir === (chosen && resolve(chosen)),
    });
  }
  return entries;
}

/** False also for a link to nowhere, and for what may not be looked at. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

export interface ModelCheck {
  dir: string;
  ok: boolean;
  family: string | null;
  engine: string | null;
  loadSeconds: number | null;
  /** Seconds of work for each second of audio. */
  realTimeFactor: number | null;
  problem: string | null;
}

/** Loads the model in a child process and has it hear two seconds of sound. Never throws for a broken model: says what is wrong. */
export async function checkModel(dir: string): Promise<ModelCheck> {
  const check: ModelCheck = {
    dir,
    ok: false,
    family: null,
    engine: null,
    loadSeconds: null,
    realTimeFactor: null,
    problem: null,
  };
  try {
    check.family = detectFamily(describeFiles(dir));
    const begin = performance.now();
    const engine = await openSpeechEngine({ kind: "sherpa", dir: resolve(dir) });
    try {
      check.engine = engine.name;
      check.loadSeconds = (performance.now() - begin) / 1000;
      const sound = Int16Array.from(
        { length: 2 * SAMPLE_RATE },
        (_, i) => 8000 * Math.sin(i / 20) * Math.sin(i / 3000),
      );
      const asked = performance.now();
      await engine.recognize(sound, { language: "en" });
      check.realTimeFactor = (performance.now() - asked) / 2000;
      check.ok = true;
    } finally {
      await engine.close();
    }
  } catch (error) {
    check.problem = messageOf(error);
  }
  return check;
}
