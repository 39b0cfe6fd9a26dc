/** Starts every outside program of Sister: with a clean environment, within bounds, and ended with all that it started. */
import { spawn, type ChildProcess, type Serializable, type StdioOptions } from "node:child_process";
import { Readable, Writable } from "node:stream";
import type { Bounds } from "./bounds.js";
import { ChildFailure, startFailure, type ChildTrouble } from "./child-failure.js";
import { childEnvironment, type ChildKind } from "./environment.js";
import { findProgram, isolation } from "./isolation.js";
import { descendantsOf } from "./process-tree.js";
import { watchChild } from "./watch.js";

export interface ChildOptions {
  kind: ChildKind;
  /** For messages: "ffmpeg", "the speech engine". */
  what: string;
  bounds: Bounds;
  /** Default: all three are pipes. With "ipc", a program of Node.js exchanges messages with Sister: see `Child.send`. */
  stdio?: StdioOptions;
  /** What the environment is made of. Default: this process's own. */
  env?: NodeJS.ProcessEnv;
  /** Further variables, as they are. */
  variables?: NodeJS.ProcessEnv;
  /** Without a network where the kernel allows it: for what parses files of strangers. Default false. */
  noNetwork?: boolean;
  /** A process group of its own: Ctrl-C does not reach it, and all of it can be signalled at once. Default true. */
  ownGroup?: boolean;
  /** Whether bounds and standstill count its descendants too. Default true. */
  withDescendants?: boolean;
  /** Whether it has work now; only then it may stand still. Default: always. */
  isBusy?: () => boolean;
}

/** How a child ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it never started, or why Sister ended it; null where it ended by itself or by `end`. */
  failure: ChildFailure | null;
}

/** So long a program's descendants may hold its pipes after its own end, in milliseconds. */
const LINGER_MS = 2000;

/** Children that run, so that they end with this process where the kernel does not see to it. */
const running = new Set<Child>();
process.once("exit", () => {
  for (const child of running) if (child.endsWithParent) child.end();
});

/**
 * A program that runs, or could not be started: then `ended` says why, and its streams are empty.
 *
 * @example
 * const child = startChild("ffprobe", ["-version"], { kind: "media", what: "ffprobe", bounds });
 * child.stdout.on("data", (bytes) => …);
 * const { code, failure } = await child.ended;
 */
export class Child {
  /** Resolves, never rejects, when it has ended and its pipes are closed. */
  readonly ended: Promise<ChildEnd>;
  readonly endsWithParent: boolean;
  readonly #process: ChildProcess | null;
  readonly #ownGroup: boolean;
  readonly #what: string;
  #failure: ChildFailure | null = null;
  #over = false;
  #progress = 0;

  constructor(program: string, words: readonly string[], options: ChildOptions) {
    const { kind, what, stdio = "pipe", env = process.env, ownGroup = true } = options;
    this.#what = what;
    this.#ownGroup = ownGroup;
    // mpirun and a supervisor notice by their pipes that nobody is there, and then end their own children in order.
    this.endsWithParent = kind !== "sister" && kind !== "group";
    const environment = { ...childEnvironment(kind, env), ...options.variables };
    try {
      // The words around it would hide that it is missing.
      if (findProgram(program, environment) === null)
        throw Object.assign(new Error(`there is no ${program}`), { code: "ENOENT" });
      const { noNetwork, endWithParent } = isolation();
      const around = [
        ...((options.noNetwork ? noNetwork : null) ?? []),
        ...((this.endsWithParent ? endWithParent : null) ?? []),
      ];
      const [first = program, ...rest] = [...around, program, ...words];
      this.#process = spawn(first, rest, { env: environment, stdio, detached: ownGroup, serialization: "advanced" });
    } catch (error) {
      this.#process = null;
      this.#failure = startFailure(what, error as NodeJS.ErrnoException);
    }
    this.ended = this.#follow(options);
  }

  /** Process id, and that of its group; null if it could not be started. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  get stdin(): Writable {
    return this.#process?.stdin ?? new Writable({ write: (_bytes, _encoding, done) => done() });
  }
  get stdout(): Readable {
    return this.#process?.stdout ?? Readable.from([]);
  }
  get stderr(): Readable {
    return this.#process?.stderr ?? Readable.from([]);
  }

  /**
   * Sends a message to a child that was started with "ipc" in its `stdio`: any value that `structuredClone` takes. Typed arrays arrive as such, and
   * copied once: 25 s of samples (1.6 MB) there and back take 2 ms. A child that has ended gets nothing, and `ended` says why.
   */
  send(message: Serializable): void {
    this.#process?.send?.(message, () => undefined);
  }

  /** Calls back for each message of a child that was started with "ipc". A message counts as output of the child. */
  onMessage(handle: (message: unknown) => void): void {
    this.#process?.on("message", (message) => {
      this.progressed();
      handle(message);
    });
  }

  /** Tells the watch that it came further, where that cannot be seen in what it writes. */
  progressed(): void {
    this.#progress += 1;
  }

  /** Sends a signal to it alone: for an end in order. */
  signal(name: NodeJS.Signals): void {
    if (!this.#over) this.#process?.kill(name);
  }

  /** Kills it and all that it started, at once. `why`: becomes the failure of `ended`. */
  end(why?: ChildFailure): void {
    const pid = this.pid;
    if (pid === null || this.#over) return;
    this.#failure ??= why ?? null;
    // While it is not reaped its id is nobody else's. Its descendants have another parent when it is gone: they are looked for before.
    const isThere = this.#process?.exitCode === null && this.#process.signalCode === null;
    const below = isThere ? descendantsOf(pid) : [];
    if (this.#ownGroup) kill(-pid);
    if (isThere) kill(pid);
    for (const one of below) kill(one);
  }

  #follow(options: ChildOptions): Promise<ChildEnd> {
    const child = this.#process;
    if (child === null) return Promise.resolve({ code: null, signal: null, failure: this.#failure });
    const { what, bounds, isBusy = () => true, withDescendants = true } = options;
    const unwatch =
      child.pid === undefined
        ? () => undefined
        : watchChild({
            pid: child.pid,
            bounds,
            withDescendants,
            // Not what it complains of: that may have no end.
            output: () => this.#progress + bytesOf(child.stdout),
            isWaiting: () => !isBusy() || isUnread(child.stdout),
            onTrouble: (trouble, detail) => this.end(troubleOf(what, trouble, detail)),
          });
    running.add(this);
    return new Promise((resolve) => {
      let lingering: NodeJS.Timeout | null = null;
      const over = (code: number | null, signal: NodeJS.Signals | null): void => {
        if (this.#over) return;
        this.#over = true;
        unwatch();
        running.delete(this);
        if (lingering) clearTimeout(lingering);
        resolve({ code, signal, failure: this.#failure });
      };
      child.once("error", (error) => {
        if (child.pid !== undefined) return;
        this.#failure = startFailure(what, error);
        over(null, null);
      });
      child.once("exit", () => {
        lingering = setTimeout(() => {
          if (this.#ownGroup) this.end();
          for (const stream of [child.stdout, child.stderr]) if (!isUnread(stream)) stream?.destroy();
        }, LINGER_MS);
        lingering.unref();
      });
      child.once("close", over);
    });
  }

  /** For messages. */
  get what(): string {
    return this.#what;
  }
}

/** Starts a program. Never throws: see Child. */
export function startChild(program: string, words: readonly string[], options: ChildOptions): Child {
  return new Child(program, words, options);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function bytesOf(stream: unknown): number {
  return (stream as { bytesRead?: number } | null | undefined)?.bytesRead ?? 0;
}

/** Whether something waits to be read by us: then a program that waits cannot be blamed. */
function isUnread(stream: Readable | null): boolean {
  return (
    stream !== null &&
    !stream.destroyed &&
    !stream.readableEnded &&
    (stream.readableFlowing !== true || stream.readableLength > 0)
  );
}

function troubleOf(what: string, trouble: ChildTrouble, detail: string): ChildFailure {
  const said: Partial<Record<ChildTrouble, string>> = {
    stopped: `${what} was stopped from outside (SIGSTOP) for ${detail}, and was ended: try again`,
    standstill: `${what} stood still for ${detail}, and was ended: check the disk of its files, and try again`,
    time: `${what} took more than ${detail}, and was ended: its input is damaged, or asks for too much`,
    memory: `${what} took ${detail}, more than it may, and was ended: its input is damaged, or asks for too much`,
  };
  return new ChildFailure(trouble, said[trouble] ?? `${what} was ended (${trouble})`);
}
