/** Errors of the operating system that a person can mend: one line that tells how, and no stack. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SisterError } from "../errors.js";

/** Throws a SisterError if no temporary file can be made: sound, models and sockets pass through such files. */
export async function requireTemporaryFolder(): Promise<void> {
  const folder = tmpdir();
  try {
    await rm(await mkdtemp(join(folder, "sister-")), { recursive: true });
  } catch (error) {
    throw new SisterError(
      `no temporary file can be made in ${folder} (${wordsOf(error) ?? String(error)}): set TMPDIR to a folder that can be written`,
      { exitCode: 2, cause: error },
    );
  }
}

/**
 * The message for an error of the system that the code did not expect where it happened. null: the person cannot mend it.
 *
 * @example
 * knownMistake(error)?.message; // "the disk is full (write '/data/x'): make room"
 */
export function knownMistake(error: unknown): SisterError | null {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  const words = wordsOf(error);
  // A file that is missing unexpectedly is a defect of Sister.
  if (words === null || code === "ENOENT" || code === "ENOTDIR") return null;
  const where = [syscall, path === undefined ? undefined : `'${path}'`].filter(Boolean).join(" ") || (code ?? "");
  return new SisterError(`${words} (${where}): ${mendOf(code)}`, { exitCode: 2, cause: error });
}

function wordsOf(error: unknown): string | null {
  switch ((error as NodeJS.ErrnoException | null)?.code) {
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full";
    case "EROFS":
      return "the file system is read-only";
    case "EACCES":
      return "there is no permission";
    case "ENOENT":
      return "it does not exist";
    case "ENOTDIR":
      return "it is not a folder";
    default:
      return null;
  }
}

function mendOf(code: string | undefined): string {
  switch (code) {
    case "EMFILE":
    case "ENFILE":
      return "set a higher limit of open files (ulimit -n 1024)";
    case "ENOSPC":
    case "EDQUOT":
      return "make room on it";
    default:
      return "choose a place that this user can write to";
  }
}
