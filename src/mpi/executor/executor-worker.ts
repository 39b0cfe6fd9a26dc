/** What a rank does for an executor: loads modules, runs the functions that it is told to, one at a time in order, and answers. */
import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { setImmediate as nextTurn } from "node:timers/promises";
import { carry, restore, type CarriedError } from "./carried-error.js";
import type { Communicator } from "../communicator/communicator.js";
import { MpiError } from "../error.js";
import { unpackObject } from "../objects/serialization.js";

/** What a work function gets as its last argument. */
export interface TaskContext {
  /** The rank that does the task, in the executor's communicator. */
  readonly rank: number;
  /** Aborted when the task was cancelled: nobody waits for its result any more, and the rank is free once the function has ended. */
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

/** What the root tells a rank. */
export type Order =
  | TaskOrder
  | { kind: "cancel"; id: number; reason: CarriedError }
  /** No more tasks come; none is out. */
  | { kind: "close" }
  /** The root has ended without closing: whatever runs is to end, nobody takes results. */
  | { kind: "abandon" };

/** What a rank answers to a task. */
export type Answer = { id: number } & ({ value: unknown } | { error: CarriedError });

/** Tags of the messages. They travel on a communicator of the executor's own, so these only have to differ between each other. */
export const TAG = { order: 1, answer: 2 } as const;

/** The longest that a timer takes, in milliseconds. */
const LONG = 2 ** 31 - 1;

type WorkFunction = (...args: unknown[]) => unknown;

/**
 * Does tasks one after another and gives an answer for each, in order.
 *
 * @example
 * const runner = new TaskRunner(rank, (answer) => world.sendObject(answer, { dest: 0 }));
 * runner.push(order);
 */
export class TaskRunner {
  readonly #rank: number;
  readonly #send: (answer: Answer) => Promise<void>;
  readonly #queue: TaskOrder[] = [];
  readonly #modules = new Map<string, Promise<Record<string, unknown>>>();
  /** Tasks of the queue that were cancelled, and why. */
  readonly #dropped = new Map<number, CarriedError>();
  #running: { id: number; abort: AbortController } | null = null;
  #turning: Promise<void> | null = null;
  #stopped = false;

  /** @param send rejects with another error than an MpiError where an answer cannot be cloned. */
  constructor(rank: number, send: (answer: Answer) => Promise<void>) {
    this.#rank = rank;
    this.#send = send;
  }

  push(order: TaskOrder): void {
    this.#queue.push(order);
    this.#turning ??= this.#turn();
  }

  /** Tells the task, if it runs; lets it not begin, if it waits. */
  cancel(id: number, reason: CarriedError): void {
    if (this.#running?.id === id) this.#running.abort.abort(restore(reason, this.#rank));
    else if (this.#queue.some((order) => order.id === id)) this.#dropped.set(id, reason);
  }

  /** Resolves when the function that runs has ended, whose signal is aborted; nothing is answered any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#queue.length = 0;
    this.#running?.abort.abort(new Error("the executor's root has ended"));
    await this.#turning;
  }

  async #turn(): Promise<void> {
    // A task keeps the process alive, also one that waits for nothing but its signal: at the root as much as elsewhere.
    const alive = setInterval(() => undefined, LONG);
    for (let order = this.#queue.shift(); order; order = this.#queue.shift()) {
      const answer = await this.#run(order);
      // The memory of a result is read until it has left, and the next function may use it again. When MPI fails, the rejection ends the job.
      if (!this.#stopped) await this.#answer(answer, order);
      // A cancellation that came while a function held the event loop is heard before the next task begins.
      if (this.#queue.length > 0) await nextTurn();
    }
    clearInterval(alive);
    this.#turning = null;
  }

  async #run({ id, module, name, args }: TaskOrder): Promise<Answer> {
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

  async #answer(answer: Answer, { id, module, name }: TaskOrder): Promise<void> {
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
          `${module} is the program that runs: it waits in Executor.open, so loading it would wait for ever; put work functions into a module of their own`,
        );
      }
      this.#modules.set(module, (loading = import(module) as Promise<Record<string, unknown>>));
    }
    try {
      return await loading;
    } catch (error) {
      // What is missing may come; what was loaded stays.
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

/** Does what the root orders, until it closes the executor or ends. Frees the communicator in the first case, as the root does. */
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
