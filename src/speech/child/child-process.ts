/** The parent's side of a model in a child process: starts it, sends it requests, and starts it anew when it died or hung. */
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { machineBytes, STANDSTILL_SECONDS } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";
import { SisterError } from "../../errors.js";
import { isOutOfMemory, OUT_OF_MEMORY } from "./out-of-memory.js";
import type { Reply } from "./serve-child.js";

export interface ChildProgram {
  /** The program's module, without extension: `new URL("./voice-main", import.meta.url)`. It calls `serveChild`. */
  program: URL;
  /** Plain data for the program: its `open` gets it. */
  config: unknown;
  /** For messages: "speech engine". */
  what: string;
  /** How long it may take to load, in seconds. Default 300: a large model from a slow disk. */
  loadSeconds?: number;
}

export interface AskOptions {
  /** How long the answer may take, in seconds; then the process is ended and the request rejects. */
  limitSeconds: number;
  /** For messages: "a piece of audio". */
  what: string;
  /** Stops waiting. The request that is being answered cannot be interrupted: its process is ended. */
  signal?: AbortSignal;
}

interface Question {
  request: object;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** Requests have limits of their own. A model takes what it takes, but never the whole machine. */
const BOUNDS = { seconds: Infinity, cpuSeconds: Infinity, standstillSeconds: STANDSTILL_SECONDS };
/**
 * The C library's own threshold grows with the models' files that are read and freed: then room for large arrays is never given back (70 MB of
 * Moonshine's 460).
 */
const MMAP_THRESHOLD = String(2 ** 20);

/** How much of the child's standard error is kept for a message, in characters. */
const STDERR_KEPT = 2000;

/**
 * A child process that holds a model. `Description` is what its `open` returned.
 *
 * @example
 * const child = await ModelChild.open<{ id: string }>({ program, config: { dir }, what: "speech engine" });
 * const answer = await child.ask({ samples, language: "en" }, { limitSeconds: 60, what: "a piece of audio" });
 * await child.close();
 */
export class ModelChild<Description> {
  readonly #program: ChildProgram;
  #description: Description | null = null;
  #process: Running | null = null;
  #starting: Promise<Running> | null = null;
  #starts = 0;
  #closed = false;
  /** Requests are sent one at a time: then a death is the fault of the request that was sent. */
  #turns: Promise<unknown> = Promise.resolve();

  private constructor(program: ChildProgram) {
    this.#program = program;
  }

  /** Starts the child and waits until its model is loaded. Rejects with a SisterError that says why it does not load. */
  static async open<Description>(program: ChildProgram): Promise<ModelChild<Description>> {
    const child = new ModelChild<Description>(program);
    await child.#running();
    return child;
  }

  get description(): Description {
    if (this.#description === null) throw new Error("the child was not opened");
    return this.#description;
  }

  /** How often the process had to be started again. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** Process id; null while there is no process. */
  get pid(): number | null {
    return this.#process?.alive ? this.#process.pid : null;
  }

  /**
   * Sends a request and resolves with the answer; both are values that `structuredClone` takes. Requests are answered in order. Rejects when the
   * process died, or took too long, on this request: the next one starts it anew.
   */
  ask(request: object, options: AskOptions): Promise<unknown> {
    const turn = this.#turns.then(() => this.#ask(request, options));
    this.#turns = turn.catch(() => undefined);
    return options.signal ? unlessAborted(turn, options.signal) : turn;
  }

  async #ask(request: object, { limitSeconds, what, signal }: AskOptions): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error(`the ${this.#program.what} was closed`);
    const running = await this.#running();
    // It may have been stopped, or closed, while the model was loading.
    signal?.throwIfAborted();
    const timer = setTimeout(
      () => running.end(`took more than ${Math.round(limitSeconds)} s for ${what}`),
      limitSeconds * 1000,
    );
    const abort = (): void => running.end("was stopped");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<unknown>((resolve, reject) => running.ask({ request, resolve, reject }));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The process, started if there is none. */
  async #running(): Promise<Running> {
    if (this.#process?.alive) return this.#process;
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #start(): Promise<Running> {
    const { loadSeconds = 300 } = this.#program;
    const running = new Running(this.#program);
    this.#process = running;
    const timer = setTimeout(() => running.end(`did not load in ${loadSeconds} s`), loadSeconds * 1000);
    try {
      this.#description = (await running.ready) as Description;
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

/** The promise's outcome, or the signal's reason as soon as it is aborted: a request that waits for its turn must not have to wait for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** One process, from its start to its end. */
class Running {
  readonly ready: Promise<unknown>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  alive = true;
  readonly #child: Child;
  readonly #what: string;
  #question: Question | null = null;
  #stderr = "";
  #saidOutOfMemory = false;
  #loaded = false;
  /** Why the parent ended it. */
  #reason: string | null = null;

  constructor({ program, config, what }: ChildProgram) {
    this.#what = what;
    const extension = extname(fileURLToPath(import.meta.url));
    const file = `${fileURLToPath(program)}${extension}`;
    // From TypeScript sources (in tests) through tsx, as the tests themselves.
    const loader = extension === ".ts" ? ["--import", import.meta.resolve("tsx")] : [];
    this.#child = startChild(process.execPath, [...loader, file, JSON.stringify(config)], {
      kind: "model",
      what: `the ${what}`,
      bounds: { ...BOUNDS, bytes: 0.9 * machineBytes() },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // mpirun ends a rank's process group, and this with it.
      ownGroup: false,
      variables: { MALLOC_MMAP_THRESHOLD_: process.env["MALLOC_MMAP_THRESHOLD_"] ?? MMAP_THRESHOLD },
      isBusy: () => !this.#loaded || this.#question !== null,
    });
    this.#child.stderr.on("data", (text: Buffer) => {
      const said = this.#stderr + text.toString("utf8");
      // Said first; a stack of many lines follows.
      this.#saidOutOfMemory ||= isOutOfMemory(said);
      this.#stderr = said.slice(-STDERR_KEPT);
    });
    const gone = this.#child.ended;
    this.ready = new Promise((resolve, reject) => {
      this.#child.onMessage((message) => {
        const reply = message as Reply;
        if ("ready" in reply) {
          this.#loaded = true;
          resolve(reply.ready);
        } else if ("problem" in reply) reject(new SisterError(reply.problem));
        else this.#answer(reply);
      });
      void gone.then(({ code, signal, failure }) => {
        this.alive = false;
        const death = failure?.message ?? `the ${what} ${this.#describeDeath(code, signal)}`;
        const doesNotLoad = `the ${what} does not load: ${this.#describeDeath(code, signal)}`;
        reject(failure ?? new SisterError(doesNotLoad));
        this.#question?.reject(new Error(death));
        this.#question = null;
      });
    });
    this.ready.catch(() => undefined);
    this.gone = gone.then(() => undefined);
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  ask(question: Question): void {
    if (!this.alive) {
      question.reject(new Error(`the process of the ${this.#what} has ended`));
      return;
    }
    this.#question = question;
    this.#child.send(question.request);
  }

  #answer(reply: { answer: unknown } | { error: string }): void {
    // What was left half done in the process may hold the memory that is missing: the next request begins in a new one.
    if ("error" in reply && isOutOfMemory(reply.error)) {
      this.end(OUT_OF_MEMORY);
      return;
    }
    const question = this.#question;
    this.#question = null;
    if ("answer" in reply) question?.resolve(reply.answer);
    else question?.reject(new Error(reply.error));
  }

  end(reason: string): void {
    this.#reason ??= reason;
    this.alive = false;
    this.#child.end();
  }

  #describeDeath(code: number | null, signal: NodeJS.Signals | null): string {
    if (this.#reason !== null) return this.#reason;
    // While it loads, a damaged model may ask for any amount.
    if (this.#loaded && this.#saidOutOfMemory) return OUT_OF_MEMORY;
    // It is the system that does this where memory runs out, and it leaves no other trace.
    if (signal === "SIGKILL") return `was killed by SIGKILL; if nobody killed it, it ${OUT_OF_MEMORY}`;
    const how = signal ? `was killed by ${signal}` : `ended its process with status ${code}`;
    const last = this.#stderr
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !line.startsWith("at "))
      .at(-1);
    return last ? `${how} (${last})` : how;
  }
}
