/** The files in a model's folder by their role, and the folder's statement about itself. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";

export interface ModelFiles {
  dir: string;
  /** Files and folders in it, sorted. */
  names: string[];
}

/** Lists the folder. Throws a SisterError (exit code 2) if it is not a folder. */
export function describeFiles(dir: string): ModelFiles {
  try {
    if (!statSync(dir).isDirectory()) throw new Error("it is a file");
    return { dir, names: readdirSync(dir).sort() };
  } catch (error) {
    throw new SisterError(
      `the model folder ${dir} cannot be read (${messageOf(error)}): give the folder with the .onnx files and tokens.txt`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  }
}

/** The path of the file whose name matches; of two, the quantized one (.int8). Null if none matches. */
export function findFile(files: ModelFiles, pattern: RegExp): string | null {
  const found = files.names.filter((name) => pattern.test(name));
  const best = found.find((name) => name.includes(".int8.")) ?? found[0];
  return best === undefined ? null : join(files.dir, best);
}

/** The model file of a family with only one. */
export function singleModel(files: ModelFiles): string | null {
  return findFile(files, /^(?!.*(?:encoder|decoder|joiner|vad)).*\.onnx$/);
}

/**
 * The tokenizer of a language model: a folder inside the model's folder, or the model's folder itself. Null if there is
 * none.
 */
export function tokenizerFolder({ dir, names }: ModelFiles): string | null {
  const folders = [dir, ...names.map((name) => join(dir, name))];
  return folders.find((folder) => existsSync(join(folder, "vocab.json"))) ?? null;
}

/**
 * The file in which a model folder states what its files do not show. `sister models pull` writes it with further
 * fields.
 */
export const STATEMENT = "sister-model.json";

export interface Statement {
  family?: string;
  languages?: string[];
}

/**
 * The content of the folder's `sister-model.json`. {} if there is none. Throws a SisterError (exit code 2) if it cannot
 * be read.
 */
export function readStatement({ dir, names }: ModelFiles): Statement {
  if (!names.includes(STATEMENT)) return {};
  const path = join(dir, STATEMENT);
  const refuse = (why: string): never => {
    throw new SisterError(`${path} ${why}: write { "family": "zipformerCtc", "languages": ["en"] }, either or both`, {
      exitCode: 2,
    });
  };
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    return refuse(`cannot be read (${messageOf(error)})`);
  }
  const { family, languages } = (read ?? {}) as { family?: unknown; languages?: unknown };
  if (family !== undefined && typeof family !== "string") return refuse("has a family that is not a string");
  const isList = Array.isArray(languages) && languages.every((one) => typeof one === "string");
  if (languages !== undefined && !isList) return refuse("has languages that are not a list of strings");
  return {
    ...(family === undefined ? {} : { family }),
    ...(isList && languages.length > 0 ? { languages } : {}),
  };
}
