/** Explains a failed write to people. */
import { messageOf, SisterError } from "../../../errors.js";

/** A SisterError for a path that could not be written: the disk is full, or permission is missing. */
export function writeProblem(path: string, error: unknown): SisterError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new SisterError(`no space is left for ${path}: free some and try again`, { cause: error });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR") {
    return new SisterError(
      `${path} cannot be written (${code}): set XDG_DATA_HOME to a writable folder, or run the command as the owner of the folder`,
      { cause: error },
    );
  }
  return new SisterError(`${path} cannot be written (${messageOf(error)})`, { cause: error });
}
