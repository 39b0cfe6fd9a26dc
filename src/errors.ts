/** What every refusal and failure that a person will read is made of. */

/** 2: the call was wrong (a bad argument, a file that is no video). 1: the work failed. */
export type ExitCode = 1 | 2;

/**
 * An error for a person: one line that says what is wrong and what to do. The command line prints the message without a
 * stack and exits with `exitCode`; anything that is not a SisterError is a defect and keeps its stack.
 *
 * @example
 * throw new SisterError("talk.mp4 has no audio stream: give a file with sound", { exitCode: 2 });
 */
export class SisterError extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, options: { exitCode?: ExitCode; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SisterError";
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The text of whatever was thrown, for a message that quotes it. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * What to do where the system refuses a further open file, also for a pipe, a socket or a module; null for any other error.
 *
 * @example
 * shortageOf(Object.assign(new Error(), { code: "EMFILE" })); // "no further file can be opened (EMFILE): raise the limit …"
 */
export function shortageOf(error: unknown): string | null {
  const code = (error as { code?: unknown } | null)?.code;
  if (code !== "EMFILE" && code !== "ENFILE") return null;
  return `no further file can be opened (${code}): raise the limit of open files (ulimit -n 4096)`;
}
