/** Prints the results of commands. */
import { fstatSync, writeSync } from "node:fs";
import { messageOf, SisterError } from "../../errors.js";
import { jsonLine, printable } from "../../subtitles/text/plain-text.js";

/**
 * Prints lines for people on standard output, without characters that a terminal obeys. Throws a SisterError if they
 * cannot be written: a command whose result is lost has failed.
 */
export function printText(text: string): void {
  write(`${printable(text)}\n`);
}

/** Prints a value as one line of JSON. Throws like `printText`. */
export function printJson(value: unknown): void {
  write(`${jsonLine(value)}\n`);
}

/** Prints one line on standard error after the name of the program, without characters that a terminal obeys. */
export function printProblem(text: string): void {
  console.error(`sister: ${printable(text)}`);
}

/**
 * Writes by the system call: console.log reports neither a full disk nor a reader that has gone, and does not notice that
 * only a part was written.
 */
function write(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "EAGAIN") throw notWritten(error);
      // A full pipe that another process has made non-blocking: wait for its reader.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

function notWritten(error: unknown): SisterError {
  const hint =
    (error as NodeJS.ErrnoException).code === "EPIPE"
      ? "its reader has ended: let it read to the end"
      : `${isFile() ? "free some space on its disk, or " : ""}write it to another place`;
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
