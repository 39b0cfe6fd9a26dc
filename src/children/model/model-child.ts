/**
 * The parent's side of a model in a child process: starts it, sends requests, and restarts it after it died or hung.
 */
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { machineBytes, STANDSTILL_SECONDS } from "../bounds.js";
import { startChild, type Child } from "../child.js";
import { SisterError } from "../../errors.js";
import { isOutOfMemory, OUT_OF_MEMORY } from "./out-of-memory.js";
import type { Reply } from "./serve-child.js";

export interface ChildProgram {
  /** The program's module without extension: `new URL("./voice-main", import.meta.url)`. It calls `serveChild`. */
  program: URL;
  /** Plain data for the program's `open`. */
  config: unknown;
  /** The name in messages: "speech engine". */
  what: string;
  /** Seconds in which it must load. Default 300: a large model from a slow disk. */
  loadSeconds?: number;
}

export interface RequestOptions {
  /** Seconds in which it must answer. After that the process is ended and the request rejects. */
  limitSeconds: number;
  /** The name in messages: "a piece of audio". */
  what: string;
  /** Cancels the request. Work that has begun cannot be interrupted, so its process is ended. */
  signal?: AbortSignal;
}

interface PendingRequest {
  request: object;
  resolve: (answer: unknown) => void;
  reject: (error: Error) => void;
}

/** Each request has its own time limit. A model may need any amount of memory, but never the whole machine. */
const BOUNDS = { seconds: Infinity, cpuSeconds: Infinity, standstillSeconds: STANDSTILL_SECONDS };
/**
 * The C library raises its own threshold when large model files are read and freed. It would then never give back the
 * memory of large arrays (70 MB of Moonshine's 460).
 */
const MMAP_THRESHOLD = String(2 ** 20);

/** How many characters of the child's standard error are kept for messages. */
const STDERR_KEPT = 2000;

/**
 * A child process that holds a model. `Description` is the type that the program's `open` returns.
 *
 * @example
 * const child = await ModelChild.open<{ id: string }>({ program, config: { dir }, what: "speech engine" });
 * const answer = await child.request({ samples, language: "en" }, { limitSeconds: 60, what: "a piece of audio" });
 * await child.close();
 */
export class ModelChild<Description> {
  readonly #program: ChildProgram;
  #description: Description | null = null;
  #process: ModelProcess | null = null;
  #starting: Promise<ModelProcess> | null = null;
  #starts = 0;
  #closed = false;
  /** Requests are sent one at a time, so that a death is the fault of the request that was sent. */
  #turns: Promise<unknown> = Promise.resolve();

  private constructor(program: ChildProgram) {
    this.#program = program;
  }

  /**
   * Starts the child and waits until its model is loaded. Rejects with a SisterError that tells why it does not load.
   */
  static async open<Description>(program: ChildProgram): Promise<ModelChild<Description>> {
    const child = new ModelChild<Description>(program);
    await child.#running();
    return child;
  }

  get description(): Description {
    if (this.#description === null) throw new Error("the child was not opened");
    return this.#description;
  }

  /** How often the process was restarted. */
  get restarts(): number {
    return Math.max(0, this.#starts - 1);
  }

  /** Process id; null while there is no process. */
  get pid(): number | null {
    return this.#process?.alive ? this.#process.pid : null;
  }

  /**
   * Sends a request and resolves with the answer. Both are values that `structuredClone` takes. Requests are answered
   * in order. Rejects if the process dies or takes too long on this request; the next request starts a new process.
   */
  request(request: object, options: RequestOptions): Promise<unknown> {
    const turn = this.#turns.then(() => this.#request(request, options));
    this.#turns = turn.catch(() => undefined);
    return options.signal ? unlessAborted(turn, options.signal) : turn;
  }

  async #request(request: object, { limitSeconds, what, signal }: RequestOptions): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#closed) throw new Error(`the ${this.#program.what} was closed`);
    const running = await this.#running();
    // The request may have been cancelled, or the child closed, while the model was loading.
    signal?.throwIfAborted();
    const timer = setTimeout(
      () => running.end(`took more than ${Math.round(limitSeconds)} s for ${what}`),
      limitSeconds * 1000,
    );
    const abort = (): void => running.end("was stopped");
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await new Promise<unknown>((resolve, reject) => running.request({ request, resolve, reject }));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** The running process; starts one if there is none. */
  async #running(): Promise<ModelProcess> {
    if (this.#process?.alive) return this.#process;
    this.#starting ??= this.#start().finally(() => (this.#starting = null));
    return this.#starting;
  }

  async #start(): Promise<ModelProcess> {
    const { loadSeconds = 300 } = this.#program;
    const running = new ModelProcess(this.#program);
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

/**
 * Settles like the promise, but rejects as soon as the signal is aborted: a cancelled request must not wait for its
 * turn.
 */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** One process, from its start to its end. */
class ModelProcess {
  readonly ready: Promise<unknown>;
  /** Resolves when the process has ended. */
  readonly gone: Promise<void>;
  alive = true;
  readonly #child: Child;
  readonly #what: string;
  #pending: PendingRequest | null = null;
  #stderr = "";
  #saidOutOfMemory = false;
  #loaded = false;
  /** Why the parent ended it. Null: it did not. */
  #reason: string | null = null;

  constructor({ program, config, what }: ChildProgram) {
    this.#what = what;
    const extension = extname(fileURLToPath(import.meta.url));
    const file = `${fileURLToPath(program)}${extension}`;
    // TypeScript sources (in tests) need the same loader as the tests.
    const loader = extension === ".ts" ? ["--import", import.meta.resolve("tsx")] : [];
    this.#child = startChild(process.execPath, [...loader, file, JSON.stringify(config)], {
      kind: "model",
      what: `the ${what}`,
      bounds: { ...BOUNDS, bytes: 0.9 * machineBytes() },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      // mpirun ends a rank's process group, which must include this child.
      ownGroup: false,
      variables: { MALLOC_MMAP_THRESHOLD_: process.env["MALLOC_MMAP_THRESHOLD_"] ?? MMAP_THRESHOLD },
      isBusy: () => !this.#loaded || this.#pending !== null,
    });
    this.#child.stderr.on("data", (text: Buffer) => {
      const said = this.#stderr + text.toString("utf8");
      // The message comes first; a long stack trace follows.
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
        this.#pending?.reject(new Error(death));
        this.#pending = null;
      });
    });
    this.ready.catch(() => undefined);
    this.gone = gone.then(() => undefined);
  }

  get pid(): number | null {
    return this.#child.pid;
  }

  request(pending: PendingRequest): void {
    if (!this.alive) {
      pending.reject(new Error(`the process of the ${this.#what} has ended`));
      return;
    }
    this.#pending = pending;
    this.#child.send(pending.request);
  }

  #answer(reply: { answer: unknown } | { error: string }): void {
    // Abandoned work in the process may hold the missing memory. The next request starts a new process.
    if ("error" in reply && isOutOfMemory(reply.error)) {
      this.end(OUT_OF_MEMORY);
      return;
    }
    const pending = this.#pending;
    this.#pending = null;
    if ("answer" in reply) pending?.resolve(reply.answer);
    else pending?.reject(new Error(reply.error));
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
    // The kernel kills a process this way when memory runs out, and leaves no other trace.
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
