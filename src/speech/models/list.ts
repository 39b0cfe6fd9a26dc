/** Lists the models of this machine. */
import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../../errors.js";
import { detectFamily } from "../sherpa/detect-family.js";
import { describeFiles } from "../sherpa/model-files.js";
import { hasPocketSphinxModel, MODEL_FOLDER } from "../pocketsphinx/settings.js";
import { DEFAULT_MODEL } from "./catalogue.js";
import { findModel } from "./installed.js";
import { readManifest } from "./manifest.js";
import { modelsFolders } from "../../models-folder.js";

export interface ModelEntry {
  name: string;
  dir: string;
  family: string | null;
  /** Its task: "speech", "voice-activity", "translation", … */
  task: string;
  /** Why it cannot be used. Null if no problem is known. */
  problem: string | null;
  /** Whether it is used without --model. */
  isDefault: boolean;
}

/** The built-in model, that of SISTER_SPEECH_MODEL, and those in the models' folders. Reads files and loads nothing. */
export function listModels(env: NodeJS.ProcessEnv = process.env): ModelEntry[] {
  const chosen = chosenFolder(env);
  const entries: ModelEntry[] = [
    {
      name: "pocketsphinx en-us (built in)",
      dir: MODEL_FOLDER,
      family: "pocketsphinx",
      task: "speech",
      problem: hasPocketSphinxModel() ? null : "not installed: apt-get install pocketsphinx-en-us",
      isDefault: chosen === null,
    },
  ];
  const found = modelsFolders(env).flatMap((folder) => modelsIn(folder));
  const names = new Set<string>();
  for (const { name, dir } of found) {
    // A model of the user hides a system model with the same name.
    if (names.has(name)) continue;
    names.add(name);
    entries.push(describeModel(name, dir, dir === chosen));
  }
  if (chosen !== null && !entries.some(({ isDefault }) => isDefault))
    entries.splice(1, 0, describeModel(chosen.split("/").at(-1) ?? chosen, chosen, true));
  return entries;
}

/** The folder of the default model. Null for the built-in one. */
function chosenFolder(env: NodeJS.ProcessEnv): string | null {
  const chosen = env["SISTER_SPEECH_MODEL"];
  if (chosen) return findModel(chosen, env)?.dir ?? resolve(chosen);
  return findModel(DEFAULT_MODEL, env)?.dir ?? null;
}

/**
 * The models in a folder. A folder with a manifest or any file is a model; a folder with only folders is the first part
 * of their names.
 */
function modelsIn(folder: string, prefix = ""): { name: string; dir: string }[] {
  return foldersIn(folder).flatMap((name) => {
    const dir = join(folder, name);
    const inside = prefix === "" && !hasFiles(dir) ? modelsIn(dir, `${name}/`) : [];
    return inside.length > 0 ? inside : [{ name: prefix + name, dir }];
  });
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !name.startsWith(".") && isFolder(join(folder, name)))
    .sort();
}

const hasFiles = (dir: string): boolean => readdirSync(dir).some((name) => !isFolder(join(dir, name)));

/** False also for a broken link and for an unreadable path. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function describeModel(name: string, dir: string, isDefault: boolean): ModelEntry {
  const manifest = readManifest(dir);
  if (manifest) {
    const { family, task } = manifest;
    return { name, dir, family, task, problem: sizeProblem(dir, manifest.files, name), isDefault };
  }
  // Folders of Firefox's models; `translation` looks into them.
  if (name.startsWith("translate/"))
    return { name, dir, family: "bergamot", task: "translation", problem: null, isDefault };
  try {
    return { name, dir, family: detectFamily(describeFiles(dir)), task: "speech", problem: null, isDefault };
  } catch (error) {
    return { name, dir, family: null, task: "speech", problem: messageOf(error), isDefault };
  }
}

/** A synchronous form of `verifyModel` that compares only sizes. */
function sizeProblem(dir: string, files: Record<string, { bytes: number }>, name: string): string | null {
  for (const [file, { bytes }] of Object.entries(files)) {
    const size = statSync(join(dir, file), { throwIfNoEntry: false })?.size;
    if (size !== bytes) return `${file} is ${size === undefined ? "missing" : "damaged"}: sister models pull ${name}`;
  }
  return null;
}
