/** Runs a program to its end and collects its output. */
import { ChildFailure } from "./child-failure.js";
import { startChild, type ChildEnd, type ChildOptions } from "./child.js";

export interface RunOptions extends Omit<ChildOptions, "stdio"> {
  /** Most bytes of standard output. A program that writes more is ended. Default 1 MiB. */
  mostBytes?: number;
  /** Ends the program at once. The promise then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
}

export interface ChildOutput extends ChildEnd {
  stdout: string;
  /** The end of standard error. */
  stderr: string;
}

/** How many characters of standard error are kept. */
const STDERR_KEPT = 16_384;

/**
 * Runs a program to its end. Rejects only with the signal's reason; the result tells how the program ended.
 *
 * @example
 * const { code, stdout, failure } = await runChild("fc-list", [], { kind: "media", what: "fc-list", bounds });
 */
export async function runChild(
  program: string,
  words: readonly string[],
  { mostBytes = 2 ** 20, signal, ...options }: RunOptions,
): Promise<ChildOutput> {
  signal?.throwIfAborted();
  const child = startChild(program, words, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const abort = (): void => child.end();
  signal?.addEventListener("abort", abort, { once: true });
  const out: Buffer[] = [];
  let size = 0;
  let stderr = "";
  child.stdout.on("data", (bytes: Buffer) => {
    size += bytes.length;
    if (size <= mostBytes) out.push(bytes);
    else child.end(new ChildFailure("output", `${options.what} wrote more than ${mostBytes} bytes, and was ended`));
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr = (stderr + text).slice(-STDERR_KEPT)));
  try {
    const end = await child.ended;
    signal?.throwIfAborted();
    return { ...end, stdout: Buffer.concat(out).toString("utf8"), stderr };
  } finally {
    signal?.removeEventListener("abort", abort);
  }
}
