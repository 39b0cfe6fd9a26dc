/** Errors of the data folder, for the operator. */
import { messageOf, SisterError } from "../../errors.js";

const SET = "set SISTER_DATA_DIR to a folder that can be written";

/**
 * Explains the error of a file operation in the data folder. Its exit code is 2, because the caller can choose another
 * folder or free space.
 *
 * @param what the path, or a description with the path
 *
 * @example
 * await mkdir(path).catch((error) => { throw folderProblem(path, error); });
 */
export function folderProblem(what: string, error: unknown): SisterError {
  const [why, mend] = wordsOf((error as NodeJS.ErrnoException).code);
  return new SisterError(`${what} cannot be used (${why ?? messageOf(error)}): ${mend}`, {
    exitCode: 2,
    cause: error,
  });
}

function wordsOf(code: string | undefined): [why: string | null, mend: string] {
  switch (code) {
    case "EROFS":
      return ["its file system is read-only", SET];
    case "EACCES":
    case "EPERM":
      return [`user ${process.getuid?.() ?? "unknown"} has no permission for it`, SET];
    case "ENOSPC":
    case "EDQUOT":
      return ["its disk is full", "make room there, or set SISTER_DATA_DIR to a folder of another disk"];
    case "ENOTDIR":
    case "EEXIST":
      return ["a file is where a folder should be", `remove that file, or ${SET}`];
    case "EMFILE":
    case "ENFILE":
      return ["too many files are open", "set a higher limit of open files: ulimit -n 1024"];
    default:
      return [null, SET];
  }
}
