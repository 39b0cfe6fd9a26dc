/** `sister models check` for translation models. */
import { resolve } from "node:path";
import { messageOf } from "../errors.js";
import { findEntry } from "../speech/models/catalogue.js";
import { findModel, verifyModel } from "../speech/models/installed.js";
import { readManifest } from "../speech/models/manifest.js";
import { describeFolder, isModelFolder, modelFolders } from "../translation/bergamot/model-folders.js";
import { tryModel, type ModelTrial } from "../translation/bergamot/try-model.js";

export interface TranslationModelCheck {
  /** The name or folder, as requested. */
  name: string;
  dir: string;
  /** Whether it can be used. Warnings do not change that. */
  ok: boolean;
  task: "translation";
  family: "bergamot";
  /** The language that it translates from, and the one that it translates into. */
  languages: string[];
  /** As of speech models. */
  digests: "verified" | "recorded" | "unknown" | "damaged";
  loadSeconds: number | null;
  sentence: ModelTrial["sentence"] | null;
  warnings: string[];
  problem: string | null;
}

/** The folder of a translation model, given by name or as a folder. Null for any other model, and for one that is not installed. */
export function translationModelFolder(nameOrDir: string, env: NodeJS.ProcessEnv = process.env): string | null {
  const named = modelFolders(env).find(({ name }) => name === nameOrDir);
  if (named) return named.dir;
  if (findModel(nameOrDir, env) || findEntry(nameOrDir)) return null;
  const dir = resolve(nameOrDir);
  return isModelFolder(dir) ? dir : null;
}

/** Compares the files with their digests, loads the model and has it translate a sentence. Never rejects for a broken model. */
export async function checkTranslationModel(name: string, dir: string): Promise<TranslationModelCheck> {
  const { source, target } = describeFolder(dir) ?? {};
  const check: TranslationModelCheck = {
    name,
    dir,
    ok: false,
    task: "translation",
    family: "bergamot",
    languages: source !== undefined && target !== undefined ? [source, target] : [],
    digests: "unknown",
    loadSeconds: null,
    sentence: null,
    warnings: [],
    problem: null,
  };
  try {
    const manifest = readManifest(dir);
    if (manifest) {
      check.problem = await verifyModel(dir, { whole: true });
      check.digests = check.problem !== null ? "damaged" : manifest.digests === "catalogue" ? "verified" : "recorded";
      if (check.problem !== null) return check;
    }
    const { languages, ...trial } = await tryModel(dir);
    Object.assign(check, trial, { languages, ok: true });
  } catch (error) {
    check.problem = messageOf(error);
  }
  return check;
}

/** The result as lines of a name and a value. */
export function describeTranslationCheck({
  name,
  languages,
  digests,
  loadSeconds,
  sentence,
}: TranslationModelCheck): string {
  const files = {
    verified: "whole, with the digests of the catalogue",
    recorded: "whole, with the digests that the first download had",
    unknown: "nothing to compare them with: no digests are known",
    damaged: "damaged",
  }[digests];
  const rows: [string, string | null][] = [
    ["languages", languages.join(" to ")],
    ["files", files],
    ["loads in", loadSeconds === null ? null : `${loadSeconds.toFixed(1)} s, with one sentence`],
    ["said", sentence && sentence.said],
    ["translated", sentence && (sentence.translated || "nothing")],
  ];
  const lines = rows.flatMap(([label, value]) => (value === null ? [] : [`    ${label.padEnd(11)}${value}`]));
  return [`ok: ${name}`, ...lines].join("\n");
}
