/** A rank's side of an executor: loads modules, runs functions one at a time in order, and sends the results. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setImmediate as nextTurn } from "node:timers/promises";
import { carry, restore, type CarriedError } from "./carried-error.js";
import type { Communicator } from "../communicator/communicator.js";
import { MpiError } from "../error.js";
import { unpackObject } from "../objects/serialization.js";

/** The last argument of a work function. */
export interface TaskContext {
  /** The rank that runs the task, in the executor's communicator. */
  readonly rank: number;
  /**
   * Aborted when the task is cancelled: its result is no longer needed. The rank is free once the function has ended.
   */
  readonly signal: AbortSignal;
}

export interface TaskOrder {
  kind: "task";
  id: number;
  module: string;
  name: string;
  /** The list of arguments, packed when the task was submitted. */
  args: Uint8Array<ArrayBuffer>;
}

/** A message from the root to a rank. */
export type Order =
  | TaskOrder
  | { kind: "cancel"; id: number; reason: CarriedError }
  /** There are no more tasks, and none is running. */
  | { kind: "close" }
  /** The root has ended without closing: running functions are to end, and their results are not needed. */
  | { kind: "abandon" };

/** A rank's answer to a task. */
export type TaskResult = { id: number } & ({ value: unknown } | { error: CarriedError });

/**
 * Tags of the messages. They use a communicator that only the executor uses, so they need to differ only from each
 * other.
 */
export const TAG = { order: 1, answer: 2 } as const;

/** The longest time of a timer, in milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

type WorkFunction = (...args: unknown[]) => unknown;

/**
 * Runs tasks one after another and sends an answer for each, in order.
 *
 * @example
 * const runner = new TaskRunner(rank, (answer) => world.sendObject(answer, { dest: 0 }));
 * runner.push(order);
 */
export class TaskRunner {
  readonly #rank: number;
  readonly #send: (answer: TaskResult) => Promise<void>;
  readonly #queue: TaskOrder[] = [];
  readonly #modules = new Map<string, Promise<Record<string, unknown>>>();
  /** Cancelled tasks in the queue, with the reasons. */
  readonly #dropped = new Map<number, CarriedError>();
  #running: { id: number; abort: AbortController } | null = null;
  #turning: Promise<void> | null = null;
  #stopped = false;

  /**
   * @param send rejects with an error other than MpiError if an answer cannot be cloned
   */
  constructor(rank: number, send: (answer: TaskResult) => Promise<void>) {
    this.#rank = rank;
    this.#send = send;
  }

  push(order: TaskOrder): void {
    this.#queue.push(order);
    this.#turning ??= this.#turn();
  }

  /** Aborts the task's signal if it is running. A task that waits will not begin. */
  cancel(id: number, reason: CarriedError): void {
    if (this.#running?.id === id) this.#running.abort.abort(restore(reason, this.#rank));
    else if (this.#queue.some((order) => order.id === id)) this.#dropped.set(id, reason);
  }

  /** Aborts the running function and resolves when it has ended. No more answers are sent. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#running?.abort.abort(new Error("the executor's root has ended"));
    await this.#turning;
  }

  async #turn(): Promise<void> {
    // A task keeps the process alive, even if it waits only for its signal, on the root as on other ranks.
    const alive = setInterval(() => undefined, LONGEST_TIMER_MS);
    for (let order = this.#queue.shift(); order; order = this.#queue.shift()) {
      const answer = await this.#run(order);
      // The memory of a result is read until it has been sent, and the next function may reuse it. If MPI fails, the
      // rejection ends the job.
      if (!this.#stopped) await this.#answer(answer, order);
      // Lets a cancellation that arrived while a function blocked the event loop take effect before the next task
      // begins.
      if (this.#queue.length > 0) await nextTurn();
    }
    clearInterval(alive);
    this.#turning = null;
  }

  async #run({ id, module, name, args }: TaskOrder): Promise<TaskResult> {
    const dropped = this.#dropped.get(id);
    if (dropped) {
      this.#dropped.delete(id);
      return { id, error: dropped };
    }
    const abort = new AbortController();
    this.#running = { id, abort };
    try {
      const run = await this.#load(module, name);
      const context: TaskContext = { rank: this.#rank, signal: abort.signal };
      return { id, value: await run(...unpackObject<unknown[]>(args), context) };
    } catch (error) {
      return { id, error: carry(error) };
    } finally {
      this.#running = null;
    }
  }

  async #answer(answer: TaskResult, { id, module, name }: TaskOrder): Promise<void> {
    try {
      await this.#send(answer);
    } catch (error) {
      if (error instanceof MpiError) throw error;
      const message = `the result of "${name}" of ${module} cannot be sent: return plain data, maps, sets, dates or typed arrays`;
      await this.#send({ id, error: carry(new TypeError(message, { cause: error })) });
    }
  }

  async #load(module: string, name: string): Promise<WorkFunction> {
    const exports = await this.#import(module);
    const found = exports[name];
    if (typeof found === "function") return found as WorkFunction;
    const functions = Object.keys(exports).filter((key) => typeof exports[key] === "function");
    throw new TypeError(`${module} exports no function "${name}": its functions are ${functions.join(", ") || "none"}`);
  }

  async #import(module: string): Promise<Record<string, unknown>> {
    let loading = this.#modules.get(module);
    if (!loading) {
      if (isProgram(module)) {
        throw new TypeError(
          `${module} is the running program, which waits in Executor.open, so loading it would never end: move the work functions to a separate module`,
        );
      }
      this.#modules.set(module, (loading = import(module) as Promise<Record<string, unknown>>));
    }
    try {
      return await loading;
    } catch (error) {
      // A missing module may appear later, so a failure is not remembered.
      this.#modules.delete(module);
      const reason = error instanceof Error ? error.message : String(error);
      const failure = new Error(`rank ${this.#rank} cannot load ${module}: ${reason}`, { cause: error });
      const { code } = error as { code?: unknown };
      throw code === undefined ? failure : Object.assign(failure, { code });
    }
  }
}

/** Whether a module is the program that this process was started with. */
function isProgram(module: string): boolean {
  const program = process.argv[1];
  if (program === undefined || !module.startsWith("file:")) return false;
  try {
    return realpathSync(fileURLToPath(module)) === realpathSync(program);
  } catch {
    return false;
  }
}

/**
 * Runs the root's orders until it closes the executor or ends. If it closes, frees the communicator, as the root does.
 */
export async function serveTasks(comm: Communicator, root: number): Promise<void> {
  const runner = new TaskRunner(comm.rank, (answer) => comm.sendObject(answer, { dest: root, tag: TAG.answer }));
  for (;;) {
    const order = await comm.recvObject<Order>({ source: root, tag: TAG.order });
    switch (order.kind) {
      case "task":
        runner.push(order);
        break;
      case "cancel":
        runner.cancel(order.id, order.reason);
        break;
      case "close":
        comm.free();
        return;
      case "abandon":
        return runner.stop();
    }
  }
}
