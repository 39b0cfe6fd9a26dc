/** One pair's programs, started once: messages in, messages out, in order. */
import { spawn, type ChildProcess } from "node:child_process";
import { messageOf } from "../errors.js";
import { pipelineCommand } from "./apertium-modes.js";

interface Question {
  resolve: (message: string) => void;
  reject: (error: Error) => void;
}

/** The pipeline of one pair. It ends with its parent, because its first program's input closes then. */
export class ApertiumPipeline {
  readonly #child: ChildProcess;
  readonly #waiting: Question[] = [];
  #rest = "";
  #ended: Error | null = null;
  #stderr = "";
  readonly gone: Promise<void>;

  /** Starts the programs. An error of the start shows in the first answer. */
  constructor(readonly pair: string) {
    // A process group of its own, so that all programs can be ended by one id.
    this.#child = spawn("/bin/sh", ["-c", pipelineCommand(pair)], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
    const decoder = new TextDecoder();
    this.#child.stdout?.on("data", (bytes: Buffer) => this.#take(decoder.decode(bytes, { stream: true })));
    this.#child.stderr?.on("data", (bytes: Buffer) => (this.#stderr = (this.#stderr + bytes.toString()).slice(-500)));
    this.#child.stdin?.on("error", (error) => this.#end(error));
    // Closes when all have ended, and when one ends all do: see pipelineCommand.
    this.#child.stdout?.once("close", () => this.#end(new Error("a program of it ended")));
    this.#child.once("error", (error) => this.#end(error));
    this.gone = new Promise((resolve) => {
      this.#child.once("close", () => resolve());
      this.#child.once("error", () => resolve());
    });
  }

  /** Process ids of the pipeline's group; null where it never started. */
  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  get alive(): boolean {
    return this.#ended === null;
  }

  /** Sends one message, which ends with a NUL; resolves with the answer without it. */
  ask(message: string): Promise<string> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin?.write(message);
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
    this.#kill();
  }

  #kill(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // All of it has ended already.
    }
  }

  /** Ends all programs. */
  close(): void {
    this.#end(new Error("it was closed"));
  }
}
