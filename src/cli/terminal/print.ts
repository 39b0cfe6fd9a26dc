/** What a command prints on standard output. */
import { fstatSync, writeSync } from "node:fs";
import { messageOf, SisterError } from "../../errors.js";
import { jsonLine, printable } from "../../subtitles/text/plain-text.js";

/**
 * Prints lines for people, without what a terminal would obey. Throws a SisterError if they cannot be written: a command whose result is lost has
 * failed.
 */
export function printText(text: string): void {
  write(`${printable(text)}\n`);
}

/** Prints a value as one line of JSON; throws as `printText` does. */
export function printJson(value: unknown): void {
  write(`${jsonLine(value)}\n`);
}

/** Prints one line on standard error with the command's name before it, without what a terminal would obey. */
export function printProblem(text: string): void {
  console.error(`sister: ${printable(text)}`);
}

/**
 * By the system call and not by console.log, which says nothing of a full disk or a reader that has gone, and takes a part for the whole.
 */
function write(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EAGAIN") throw notWritten(error);
      // A pipe that another process has made non-blocking is full: its reader gets a moment.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function notWritten(error: unknown): SisterError {
  const hint =
    (error as NodeJS.ErrnoException).code === "EPIPE"
      ? "its reader has gone: let it read to the end"
      : `${isFile() ? "free some space on its disk, or " : ""}let it go to another place`;
  return new SisterError(`the result could not be written to standard output (${messageOf(error)}): ${hint}`, {
    cause: error,
  });
}

function isFile(): boolean {
  try {
    return fstatSync(1).isFile();
  } catch {
    return false;
  }
}
