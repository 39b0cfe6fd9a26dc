/** One pair's programs, started once: messages in, messages out, in order. */
import { memoryBound, STANDSTILL_SECONDS } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";
import { messageOf } from "../../errors.js";
import { pipelineCommand } from "./modes.js";

interface Question {
  resolve: (message: string) => void;
  reject: (error: Error) => void;
}

/** A pair's programs take 0.1 GB; how long a batch may take, its caller decides. */
const BOUNDS = {
  bytes: memoryBound(2 * 2 ** 30),
  seconds: Infinity,
  cpuSeconds: Infinity,
  standstillSeconds: STANDSTILL_SECONDS,
};

/** The pipeline of one pair. It ends with its parent, because its first program's input closes then. */
export class ApertiumPipeline {
  readonly #child: Child;
  readonly #waiting: Question[] = [];
  #rest = "";
  #ended: Error | null = null;
  #stderr = "";
  readonly gone: Promise<void>;

  /** Starts the programs. An error of the start shows in the first answer. */
  constructor(readonly pair: string) {
    this.#child = startChild("/bin/sh", ["-c", pipelineCommand(pair)], {
      kind: "text",
      what: `Apertium's ${pair}`,
      bounds: BOUNDS,
      isBusy: () => this.#waiting.length > 0,
    });
    const decoder = new TextDecoder();
    this.#child.stdout.on("data", (bytes: Buffer) => this.#take(decoder.decode(bytes, { stream: true })));
    this.#child.stderr.on("data", (bytes: Buffer) => (this.#stderr = (this.#stderr + bytes.toString()).slice(-500)));
    this.#child.stdin.on("error", (error) => this.#end(error));
    // Ends when all have ended, and when one ends all do: see pipelineCommand.
    this.gone = this.#child.ended.then(({ failure }) => this.#end(failure ?? new Error("a program of it ended")));
  }

  /** Process ids of the pipeline's group; null where it never started. */
  get pid(): number | null {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#ended === null;
  }

  /** Sends one message, which ends with a NUL; resolves with the answer without it. */
  ask(message: string): Promise<string> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(message);
    });
  }

  #take(text: string): void {
    const messages = (this.#rest + text).split("\0");
    this.#rest = messages.pop() ?? "";
    for (const message of messages) this.#waiting.shift()?.resolve(message);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    const said = this.#stderr.trim().split("\n").at(-1);
    this.#ended = new Error(`the Apertium pipeline ${this.pair} ended (${messageOf(error)}${said ? `; ${said}` : ""})`);
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#child.end();
  }

  /** Ends all programs. */
  close(): void {
    this.#end(new Error("it was closed"));
  }
}
