/** Starts every outside program: with a clean environment, within limits, and ended together with its descendants. */
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
  /** The name in messages: "ffmpeg", "the speech engine". */
  what: string;
  bounds: Bounds;
  /** Default: three pipes. With "ipc", a Node.js program exchanges messages with Sister: see `Child.send`. */
  stdio?: StdioOptions;
  /** The environment to filter. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Further variables, which are not filtered. */
  variables?: NodeJS.ProcessEnv;
  /** Run without a network if the kernel allows it: for programs that parse untrusted files. Default false. */
  noNetwork?: boolean;
  /**
   * Run in a separate process group: Ctrl-C does not reach it, and the group can be signalled as a whole. Default true.
   */
  ownGroup?: boolean;
  /** Whether limits and standstill count its descendants too. Default true. */
  withDescendants?: boolean;
  /** Whether it has work at the moment. Without work it cannot stand still. Default: always. */
  isBusy?: () => boolean;
}

/** How a child ended. */
export interface ChildEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why it never started, or why Sister ended it. Null if it ended by itself or by `end` without a reason. */
  failure: ChildFailure | null;
}

/** How long descendants may keep a program's pipes open after it has ended, in milliseconds. */
const LINGER_MS = 2000;

/** Running children. They are ended when this process exits, if the kernel does not do it. */
const running = new Set<Child>();
process.once("exit", () => {
  for (const child of running) if (child.endsWithParent) child.end();
});

/**
 * A program that runs or could not be started. In the second case `ended` tells why, and the streams are empty.
 *
 * @example
 * const child = startChild("ffprobe", ["-version"], { kind: "media", what: "ffprobe", bounds });
 * child.stdout.on("data", (bytes) => …);
 * const { code, failure } = await child.ended;
 */
export class Child {
  /** Resolves when the program has ended and its pipes are closed. Never rejects. */
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
    // mpirun and a supervisor notice the closed pipes and then end their own children in order.
    this.endsWithParent = kind !== "sister" && kind !== "group";
    const environment = { ...childEnvironment(kind, env), ...options.variables };
    try {
      // setpriv or unshare in front of it would hide that the program is missing.
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

  /** Process id, and the id of its process group. Null if it could not be started. */
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
   * Sends a message to a child that was started with "ipc" in its `stdio`: any value that `structuredClone` takes.
   * Typed arrays stay typed arrays. A round trip with 25 s of samples (1.6 MB) takes 2 ms. If the child has ended the
   * message is dropped, and `ended` tells why.
   */
  send(message: Serializable): void {
    this.#process?.send?.(message, () => undefined);
  }

  /** Calls back for each message of a child that was started with "ipc". A message counts as progress. */
  onMessage(handle: (message: unknown) => void): void {
    this.#process?.on("message", (message) => {
      this.progressed();
      handle(message);
    });
  }

  /** Reports progress that the child's output does not show. */
  progressed(): void {
    this.#progress += 1;
  }

  /** Sends a signal to the program only, not to its descendants: for an orderly shutdown. */
  signal(name: NodeJS.Signals): void {
    if (!this.#over) this.#process?.kill(name);
  }

  /** Kills the program and all its descendants at once. `why` becomes the failure of `ended`. */
  end(why?: ChildFailure): void {
    const pid = this.pid;
    if (pid === null || this.#over) return;
    this.#failure ??= why ?? null;
    // Until it is reaped, no other process can have its id. Find descendants before the kill: afterwards they have
    // another parent.
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
            // Standard error does not count as progress: warnings may never end.
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

  /** The name in messages. */
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
    // It has ended in the meantime.
  }
}

function bytesOf(stream: unknown): number {
  return (stream as { bytesRead?: number } | null | undefined)?.bytesRead ?? 0;
}

/** Whether Sister has not read all output. The program may then wait for Sister, which is not its fault. */
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
    time: `${what} took more than ${detail}, and was ended: its input is damaged or needs too much`,
    memory: `${what} took ${detail}, more than its limit, and was ended: its input is damaged or needs too much`,
  };
  return new ChildFailure(trouble, said[trouble] ?? `${what} was ended (${trouble})`);
}
