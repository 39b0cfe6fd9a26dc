/** Why a child did not start, or was ended by Sister. */
import { shortageOf, SisterError } from "../errors.js";

/**
 * - `missing`: there is no such program
 * - `descriptors`, `processes`: this process may have no further file, or no further process
 * - `start`: the system refused it for another reason
 * - `stopped`: a signal (SIGSTOP) or a debugger holds it
 * - `standstill`: it neither computes nor writes
 * - `time`, `memory`, `output`: it reached a bound
 */
export type ChildTrouble =
  "missing" | "descriptors" | "processes" | "start" | "stopped" | "standstill" | "time" | "memory" | "output";

/** A child that could not be started, or that was ended because it reached a bound. The message says what to do. */
export class ChildFailure extends SisterError {
  readonly trouble: ChildTrouble;

  constructor(trouble: ChildTrouble, message: string, cause?: unknown) {
    // What asks for too much once does so again: it is the input's fault, and is not tried again.
    const exitCode = trouble === "time" || trouble === "memory" || trouble === "output" ? 2 : 1;
    super(message, { exitCode, cause });
    this.name = "ChildFailure";
    this.trouble = trouble;
  }
}

/** What the system says when a program cannot be started, in words for a person. */
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
        `${what} could not be started (${error.code}): free some memory, or raise the limit of processes (ulimit -u)`,
        error,
      );
    default:
      return new ChildFailure("start", `${what} could not be started (${error.message})`, error);
  }
}
