/** What a failed write means, in words. */
import { messageOf, SisterError } from "../../../errors.js";

/** A SisterError for a path that could not be written: the disk is full, or it may not be written. */
export function writeProblem(path: string, error: unknown): SisterError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT")
    return new SisterError(`no space is left for ${path}: free some and do it again`, { cause: error });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR") {
    return new SisterError(
      `${path} cannot be written (${code}): set XDG_DATA_HOME to a folder that can be written, or do it as the user whose folder it is`,
      { cause: error },
    );
  }
  return new SisterError(`${path} cannot be written (${messageOf(error)})`, { cause: error });
}
