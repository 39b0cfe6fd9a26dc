/** The programs of one pair, started once: messages go in, answers come out in the same order. */
import { memoryBound, STANDSTILL_SECONDS } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";
import { messageOf } from "../../errors.js";
import { pipelineCommand } from "./modes.js";

/** A message that waits for its answer. */
interface Pending {
  resolve: (message: string) => void;
  reject: (error: Error) => void;
}

/** A pair's programs take 0.1 GB of memory. The caller bounds the time of a batch. */
const BOUNDS = {
  bytes: memoryBound(2 * 2 ** 30),
  seconds: Infinity,
  cpuSeconds: Infinity,
  standstillSeconds: STANDSTILL_SECONDS,
};

/** The pipeline of one pair. It ends with its parent, because the input of its first program closes then. */
export class ApertiumPipeline {
  readonly #child: Child;
  readonly #waiting: Pending[] = [];
  #rest = "";
  #ended: Error | null = null;
  #stderr = "";
  readonly gone: Promise<void>;

  /** Starts the programs. If they cannot be started, the first `ask` rejects. */
  constructor(
    readonly pair: string,
    folder: string,
  ) {
    this.#child = startChild("/bin/sh", ["-c", pipelineCommand(pair, folder)], {
      kind: "text",
      what: `Apertium's ${pair}`,
      bounds: BOUNDS,
      isBusy: () => this.#waiting.length > 0,
    });
    const decoder = new TextDecoder();
    this.#child.stdout.on("data", (bytes: Buffer) => this.#take(decoder.decode(bytes, { stream: true })));
    this.#child.stderr.on("data", (bytes: Buffer) => (this.#stderr = (this.#stderr + bytes.toString()).slice(-500)));
    this.#child.stdin.on("error", (error) => this.#end(error));
    // The shell ends when all programs have ended; if one ends, all do (pipelineCommand).
    this.gone = this.#child.ended.then(({ failure }) => this.#end(failure ?? new Error("one of its programs ended")));
  }

  /** The id of the process group; null if the programs could not be started. */
  get pid(): number | null {
    return this.#child.pid;
  }

  get alive(): boolean {
    return this.#ended === null;
  }

  /** Sends one message, which ends with a NUL; resolves with the answer, without its NUL. */
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
    const lastLine = this.#stderr.trim().split("\n").at(-1);
    this.#ended = new Error(
      `the Apertium pipeline ${this.pair} ended (${messageOf(error)}${lastLine ? `; ${lastLine}` : ""})`,
    );
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#child.end();
  }

  /** Ends all programs. */
  close(): void {
    this.#end(new Error("it was closed"));
  }
}
