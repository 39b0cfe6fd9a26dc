/**
 * Checks the files of the embedded database before PGlite opens them: its own errors explain little, and it overwrites
 * some damaged files.
 */
import { constants } from "node:fs";
import { access, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf, SisterError } from "../../errors.js";
import { folderProblem } from "./folder-problem.js";

/** The version of PostgreSQL that PGlite is. */
export const POSTGRES_VERSION = "18";
/** Files without which PostgreSQL cannot start. */
const NEEDED = ["PG_VERSION", "global/pg_control", "base", "pg_wal", "pg_xact"] as const;
/** Length of pg_control in every version. */
const CONTROL_BYTES = 8192;

/**
 * A file that exists while a new database is created: if it was interrupted, the database is empty and can be created
 * anew.
 */
const makingMark = (folder: string): string => `${folder}.making`;

/** The error for a database whose files are damaged. */
export function damaged(folder: string, why: string, cause?: unknown): SisterError {
  return new SisterError(
    `the embedded database in ${folder} is damaged (${why}): keep a copy of that folder, then restore it from a backup; ` +
      `without a backup, move it away to start with an empty database`,
    { cause },
  );
}

/**
 * Prepares the folder for PGlite. `isNew`: PGlite will create a database there; call `filesMade` when that is done.
 * Throws a SisterError if the folder cannot be used, or if it does not contain a complete database of this version.
 */
export async function prepareFiles(folder: string): Promise<{ isNew: boolean }> {
  try {
    if (await exists(makingMark(folder))) await rm(folder, { recursive: true, force: true });
    const found = await stat(folder).catch(unlessMissing);
    if (found !== null && !found.isDirectory()) {
      throw new SisterError(
        `the embedded database is a folder, and ${folder} is a file: move it away, or set SISTER_DATA_DIR to another folder`,
        { exitCode: 2 },
      );
    }
    const names = found === null ? [] : await readdir(folder);
    if (names.length === 0) {
      await writeFile(makingMark(folder), "", { mode: 0o600 });
      return { isNew: true };
    }
    await requireWhole(folder);
    return { isNew: false };
  } catch (error) {
    throw error instanceof SisterError ? error : folderProblem(folder, error);
  }
}

/** Records that a new database is complete. */
export async function filesMade(folder: string): Promise<void> {
  await rm(makingMark(folder), { force: true });
}

async function requireWhole(folder: string): Promise<void> {
  await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  for (const name of NEEDED) {
    // Without PG_VERSION, PGlite would create a new database over this one.
    if (!(await exists(join(folder, name)))) throw damaged(folder, `${name} is missing`);
  }
  const version = (await readFile(join(folder, "PG_VERSION"), "latin1")).trim();
  if (!/^\d+(\.\d+)?$/.test(version)) throw damaged(folder, "PG_VERSION is not a version");
  if (version !== POSTGRES_VERSION) {
    throw new SisterError(
      `the embedded database in ${folder} was made by PostgreSQL ${version}, and this Sister has PostgreSQL ${POSTGRES_VERSION}: ` +
        `start the version of Sister that made it, or restore a backup that this version made`,
    );
  }
  const control = join(folder, "global/pg_control");
  const { size } = await stat(control);
  if (size !== CONTROL_BYTES) throw damaged(folder, `global/pg_control has ${size} bytes instead of ${CONTROL_BYTES}`);
  await access(control, constants.R_OK | constants.W_OK);
}

/** Explains what PGlite threw when it opened the files. */
export function openProblem(folder: string, error: unknown, { isNew }: { isNew: boolean }): SisterError {
  if (error instanceof SisterError) return error;
  const code = codeOf(error);
  if (code !== undefined) return folderProblem(folder, Object.assign(new Error(textOf(error)), { code }));
  if (isNew) return folderProblem(folder, new Error(textOf(error)));
  return damaged(folder, `PostgreSQL cannot start with it: ${textOf(error)}`, error);
}

/** Explains the error of a statement that found damaged files. Null: the error means something else. */
export function damageOf(error: unknown): SisterError | null {
  const { code } = error as { code?: unknown };
  // PostgreSQL's classes "internal error" and "system error". The thread uses the first for an aborted WebAssembly
  // program, too.
  return typeof code === "string" && /^(XX|58)/.test(code) ? damaged("the data folder", textOf(error), error) : null;
}

/** Error numbers of Emscripten (from WASI) that concern the folder and not its contents. */
const ERRNO: Readonly<Record<number, string>> = {
  2: "EACCES",
  33: "EMFILE",
  41: "ENFILE",
  51: "ENOSPC",
  63: "EPERM",
  69: "EROFS",
};

function codeOf(error: unknown): string | undefined {
  const { code, errno } = error as { code?: unknown; errno?: unknown };
  if (typeof code === "string" && /^E(ACCES|MFILE|NFILE|NOSPC|PERM|ROFS|DQUOT)$/.test(code)) return code;
  return typeof errno === "number" ? ERRNO[errno] : undefined;
}

/** PGlite also throws objects that are not errors. */
function textOf(error: unknown): string {
  if (error instanceof Error) return messageOf(error).split("\n")[0] ?? "";
  const { message, name, errno } = error as { message?: unknown; name?: unknown; errno?: unknown };
  if (typeof message === "string" && message !== "") return message;
  return typeof name === "string" ? `${name}${typeof errno === "number" ? ` ${errno}` : ""}` : "no reason given";
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(unlessMissing)) !== null;
}

function unlessMissing(error: NodeJS.ErrnoException): null {
  if (error.code !== "ENOENT") throw error;
  return null;
}
