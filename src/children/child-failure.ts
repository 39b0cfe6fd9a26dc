/** Why a child did not start, or why Sister ended it. */
import { shortageOf, SisterError } from "../errors.js";

/**
 * - `missing`: the program does not exist
 * - `descriptors`, `processes`: the limit of open files or of processes is reached
 * - `start`: the system refused to start it for another reason
 * - `stopped`: a signal (SIGSTOP) or a debugger holds it
 * - `standstill`: it neither computed nor wrote
 * - `time`, `memory`, `output`: it reached a limit
 */
export type ChildTrouble =
  "missing" | "descriptors" | "processes" | "start" | "stopped" | "standstill" | "time" | "memory" | "output";

/** A child that could not be started, or that was ended because it reached a limit. The message says what to do. */
export class ChildFailure extends SisterError {
  readonly trouble: ChildTrouble;

  constructor(trouble: ChildTrouble, message: string, cause?: unknown) {
    // A program that needed too much once will do so again. The input is at fault, so it is not tried again.
    const exitCode = trouble === "time" || trouble === "memory" || trouble === "output" ? 2 : 1;
    super(message, { exitCode, cause });
    this.name = "ChildFailure";
    this.trouble = trouble;
  }
}

/** Turns the system's error for a program that cannot be started into a message for people. */
export function startFailure(what: string, error: NodeJS.ErrnoException): ChildFailure {
  switch (error.code) {
    case "ENOENT":
      return new ChildFailure("missing", `${what} was not found: install it, or put it into PATH`, error);
    case "EMFILE":
    case "ENFILE":
      return new ChildFailure("descriptors", `${what} could not be started: ${shortageOf(error)}`, error);
    case "EAGAIN":
    case "ENOMEM":
      return new ChildFailure(
        "processes",
        `${what} could not be started (${error.code}): free some memory, or raise the process limit (ulimit -u)`,
        error,
      );
    default:
      return new ChildFailure("start", `${what} could not be started (${error.message})`, error);
  }
}
