/** The rank's side of an engine in a child process: starts it, asks it, and starts it anew when it died or hung. */
import { spawn, type ChildProcess } from "node:child_process";
import { extname } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { SisterError } from "../errors.js";
import { SAMPLE_RATE, type RecognizeOptions, type SpeechConfig, type SpeechEngine, type Word } from "./engine.js";
import { readFrames, writeFrame } from "./frames.js";
import type { EngineDescription } from "./recognizer.js";

export interface ChildOptions {
  /** How long the engine may take to load, in seconds. Default 300: a large model from a slow disk. */
  loadSeconds?: number;
  /** How long it may take for a piece: so many seconds, and so many times its audio. Default 60 and 20. */
  pieceSeconds?: { base: number; perSecond: number };
}

interface Question {
  samples: Int16Array;
  language: string;
  resolve: (words: Word[]) => void;
  reject: (error: Error) => void;
}

type Answer = { ready: EngineDescription } | { problem: string } | { words: Word[] } | { error: string };

/** What of the child's standard error is kept for a message, in characters. */
const STDERR_KEPT = 2000;

export class EngineChild implements SpeechEngine {
  readonly #config: SpeechConfig;
  readonly #options: Required<ChildOptions>;
  #description: EngineDescription = { id: "", name: "", languages: [], segmentSeconds: { target: 12, max: 15 } };
  #process: Running | null = null;
  #starting: Promise<Running> | null = null;
  #starts = 0;
  #closed = false;
  /** Pieces are asked for one at a time: then a death is the fault of the piece that was asked. */
  #turns: Promise<unknown> = Promise.resolve();

  private constructor(config: SpeechConfig, options: ChildOptions) {
    this.#config = config;
    this.#options = { loadSeconds: 300, pieceSeconds: { base: 60, perSecond: 20 }, ...options };
  }

  /** Starts the child and waits until its engine is loaded. Rejects with a SisterError that says why it does not load. */
  static async open(config: SpeechConfig, options: ChildOptions = {}): Promise<EngineChild> {
    const engine = new EngineChild(config, options);
    await engine.#running();
    return engine;
  }

  get id(): string {
    return this.#description.id;
  }
  get name(): string {
    return this.#description.name;
  }
  get languages(): readonly string[] {
    return this.#description.languages;
  }
  get segmentSeconds(): { target: number; max: number } {
    return this.#description.segmentSeconds;
  }
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }
  get pid(): number | null {
    return this.#process?.alive ? this.#process.pid : null;
  }

  recognize(samples: Int16Array, options: RecognizeOptions): Promise<Word[]> {
    const turn = this.#turns.then(() => this.#ask(samples, options));
    this.#turns = turn.catch(() => undefined);
    return options.signal ? unlessAborted(turn, options.signal) : turn;
  }

  async #ask(samples: Int16Array, { language, signal }: RecognizeOptions): Promise<Word[]> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error("the engine was closed");
    if (samples.length === 0) return [];
    const running = await this.#running();
    // It may have been stopped, or closed, while the engine was loading.
    signal?.throwIfAborted();
    const { base, perSecond } = this.#options.pieceSeconds;
    const limit = base + (perSecond * samples.length) / SAMPLE_RATE;
    // An engine cannot be interrupted: what takes too long, or is not wanted any more, is ended with its process.
    const timer = setTimeout(
      () => running.end(`took more than ${Math.round(limit)} s for a piece of audio`),
      limit * 1000,
    );
    const abort = (): void => running.end("was stopped");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<Word[]>((resolve, reject) => running.ask({ samples, language, resolve, reject }));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The child, started if there is none. */
  async #running(): Promise<Running> {
    if (this.#process?.alive) return this.#process;
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #start(): Promise<Running> {
    const running = new Running(this.#config);
    this.#process = running;
    const timer = setTimeout(
      () => running.end(`did not load in ${this.#options.loadSeconds} s`),
      this.#options.loadSeconds * 1000,
    );
    try {
      this.#description = await running.ready;
      this.#starts += 1;
      return running;
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#starting?.catch(() => undefined);
    this.#process?.end("was closed");
    await this.#process?.gone;
  }
}

/** The promise's outcome, or the signal's reason as soon as it is aborted: a piece that waits for its turn must not have to wait for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** One child process, from its start to its end. */
class Running {
  readonly ready: Promise<EngineDescription>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  alive = true;
  readonly #child: ChildProcess;
  #question: Question | null = null;
  #stderr = "";
  /** Why we ended it ourselves. */
  #reason: string | null = null;

  constructor(config: SpeechConfig) {
    const here = fileURLToPath(import.meta.url);
    const extension = extname(here);
    const program = fileURLToPath(new URL(`./child-main${extension}`, import.meta.url));
    // From TypeScript sources (in tests) through tsx, as the tests themselves.
    const loader = extension === ".ts" ? ["--import", import.meta.resolve("tsx")] : [];
    this.#child = spawn(process.execPath, [...loader, program, JSON.stringify(config)], {
      env: childEnvironment(),
      stdio: ["pipe", "ignore", "pipe", "pipe"],
    });
    this.#child.stdin?.on("error", () => undefined);
    this.#child.stderr?.on("data", (text: Buffer) => {
      this.#stderr = (this.#stderr + text.toString("utf8")).slice(-STDERR_KEPT);
    });
    this.ready = new Promise((resolve, reject) => {
      readFrames(this.#child.stdio[3] as Readable, ({ header }) => {
        const answer = header as Answer;
        if ("ready" in answer) resolve(answer.ready);
        else if ("problem" in answer) reject(new SisterError(answer.problem));
        else this.#answer(answer);
      });
      this.#child.once("error", (error) => {
        this.alive = false;
        reject(new SisterError(`the engine's process could not be started (${error.message})`));
      });
      this.#child.once("close", (code, signal) => {
        this.alive = false;
        const death = this.#describeDeath(code, signal);
        reject(new SisterError(`the speech engine does not load: ${death}`));
        this.#question?.reject(new Error(`the speech engine ${death}`));
        this.#question = null;
      });
    });
    this.ready.catch(() => undefined);
    this.gone = new Promise((resolve) => {
      this.#child.once("close", () => resolve());
      this.#child.once("error", () => resolve());
    });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  ask(question: Question): void {
    if (!this.alive) {
      question.reject(new Error("the speech engine's process has ended"));
      return;
    }
    this.#question = question;
    const { samples, language } = question;
    writeFrame(
      this.#child.stdin as Writable,
      { language },
      new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
    );
  }

  #answer(answer: { words: Word[] } | { error: string }): void {
    const question = this.#question;
    this.#question = null;
    if ("words" in answer) question?.resolve(answer.words);
    else question?.reject(new Error(answer.error));
  }

  end(reason: string): void {
    this.#reason ??= reason;
    this.alive = false;
    this.#child.kill("SIGKILL");
  }

  #describeDeath(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#reason !== null) return this.#reason;
    const how = signal ? `was killed by ${signal}` : `ended its process with status ${code}`;
    const last = this.#stderr
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("at "))
      .at(-1);
    return last ? `${how} (${last})` : how;
  }
}

/** The parent's environment without what is meant for it alone: test runners put loaders into NODE_OPTIONS, mpirun its rank into OMPI_…. */
function childEnvironment(): NodeJS.ProcessEnv {
  const environment = { ...process.env };
  delete environment["NODE_OPTIONS"];
  for (const name of Object.keys(environment)) {
    if (/^(OMPI_|PMIX_|PMI_|VITEST)/.test(name)) delete environment[name];
  }
  return environment;
}
