/** The folders of Firefox's translation models on this host: `translate/en-id` beside the speech models. Reads names, sizes and digests; loads nothing. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { modelsFolders } from "../../models-folder.js";

/** The files of a model, by their names in its folder. */
export interface ModelFiles {
  readonly model: string;
  readonly shortlist: string;
  /** One vocabulary for both languages, or that of the source and that of the target. */
  readonly vocabularies: readonly string[];
}

export interface ModelFolder {
  /** BCP 47. */
  readonly source: string;
  readonly target: string;
  /** Its name for people: "translate/en-id". */
  readonly name: string;
  readonly dir: string;
  /** Null if files are missing. */
  readonly files: ModelFiles | null;
  /** What is missing, and what to do. Null if nothing is. */
  readonly problem: string | null;
}

/** The folder of translation models inside a folder of models. */
const PART = "translate";

/** "en-id", "en-zh-Hant": a language, and a language with a script if it has several. */
const PAIR = /^([a-z]{2,3})-([a-z]{2,3}(?:-[A-Z][a-z]{3})?)$/;

/** Every model of this host, also those that lack a file. A model of the user hides one of the system with the same name. */
export function modelFolders(env: NodeJS.ProcessEnv): ModelFolder[] {
  const found = new Map<string, ModelFolder>();
  for (const folder of modelsFolders(env)) {
    for (const pair of namesIn(join(folder, PART))) {
      const described = describeFolder(join(folder, PART, pair));
      if (described && !found.has(pair)) found.set(pair, described);
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * A folder as a model. Null if its name is no pair of languages.
 *
 * @example
 * describeFolder("/models/translate/en-id")?.target; // "id"
 */
export function describeFolder(dir: string): ModelFolder | null {
  const [, source, target] = PAIR.exec(basename(dir)) ?? [];
  if (source === undefined || target === undefined) return null;
  const name = `${PART}/${source}-${target}`;
  const names = namesIn(dir);
  const lacking: string[] = [];
  const one = (what: string, pattern: RegExp): string => {
    const [first, ...others] = names.filter((file) => pattern.test(file));
    if (first === undefined) lacking.push(what);
    else if (others.length > 0) lacking.push(`only one ${what} (it has ${[first, ...others].join(", ")})`);
    return first ?? "";
  };
  const model = one("model.*.bin", /^model.*\.bin$/);
  const shortlist = one("lex.*.bin", /^lex.*\.bin$/);
  const hasTwo = names.some((file) => /^(?:src|trg)vocab.*\.spm$/.test(file));
  const vocabularies = hasTwo
    ? [one("srcvocab.*.spm", /^srcvocab.*\.spm$/), one("trgvocab.*.spm", /^trgvocab.*\.spm$/)]
    : [one("vocab.*.spm", /^vocab.*\.spm$/)];
  const problem =
    lacking.length === 0
      ? null
      : `${dir} needs ${lacking.join(" and ")}: install it again with "sister models pull ${name}", or copy the files of the model there`;
  return { source, target, name, dir, files: problem === null ? { model, shortlist, vocabularies } : null, problem };
}

/** Whether a folder looks like a translation model, whatever its name. */
export function isModelFolder(dir: string): boolean {
  const names = namesIn(dir);
  return [/^model.*\.bin$/, /vocab.*\.spm$/].every((pattern) => names.some((file) => pattern.test(file)));
}

/** Digests of files by path, size and time of change: a model has 20 to 60 MB, and results are looked up often. */
const digests = new Map<string, string>();

/** Equal if and only if two folders have the same files. */
export function folderDigest({ dir, files }: ModelFolder): string {
  const hash = createHash("sha256");
  for (const name of files ? [files.model, files.shortlist, ...files.vocabularies] : []) {
    const path = join(dir, name);
    const { size, mtimeMs } = statSync(path);
    const key = `${path} ${size} ${mtimeMs}`;
    const known = digests.get(key) ?? createHash("sha256").update(readFileSync(path)).digest("hex");
    digests.set(key, known);
    hash.update(known);
  }
  return hash.digest("hex").slice(0, 12);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
