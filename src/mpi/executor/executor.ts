/// <reference lib="esnext.disposable" preserve="true" />
/** Functions that run on other ranks: one rank submits, the others work. */
import { Dispatcher } from "../../scheduling/dispatcher.js";
import { TaskQueue } from "../../scheduling/task-queue.js";
import { limits } from "../communicator/base.js";
import { restore } from "./carried-error.js";
import type { Communicator } from "../communicator/communicator.js";
import { refuse } from "../error.js";
import { mapInputs, type MapOptions } from "./executor-map.js";
import { ExecutorRanks } from "./executor-ranks.js";
import { serveTasks, type Answer, type TaskOrder } from "./executor-worker.js";
import { onAbort } from "../addon/on-abort.js";
import { packObject } from "../objects/serialization.js";

declare const signature: unique symbol;

/**
 * A work function: by module and export, because functions cannot be sent. Every rank loads the module once, at its first task.
 *
 * It is called with the arguments of the task and a `TaskContext` after them, and may be async. Not the program itself, nor a module that imports it: that
 * waits in `Executor.open`, and loading it would wait with it.
 *
 * @example
 * const square: Work<[n: number], number> = { module: import.meta.resolve("../work.js"), name: "square" };
 */
export interface Work<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** A URL that every rank can load: `import.meta.resolve("../work.js")`, "node:path". */
  readonly module: string | URL;
  /** The export; "default" is one too. */
  readonly name: string;
  /** For types alone. */
  readonly [signature]?: (...args: Args) => Result;
}

export interface ExecutorOptions {
  /** The rank that submits; the same on all ranks. Default 0. */
  root?: number;
  /** Whether the root works too, in its own event loop: a function that computes for long keeps it from dealing. Default: only where it is alone. */
  rootWorks?: boolean;
  /**
   * How many tasks lie ready on a rank behind the one that it does, so that the next begins without a message's way. The last ones are not
   * dealt ahead: they go to whoever is free. Default 1.
   */
  prefetch?: number;
}

export interface SubmitOptions {
  /** Cancels the task: its promise rejects with the signal's reason at once. */
  signal?: AbortSignal;
  /** What it probably costs, in any unit, from 0: the costliest that waits is done first. Default 1. */
  cost?: number;
}

/** A task from its submission to its answer. */
interface Submission {
  readonly order: TaskOrder;
  readonly cost: number;
  /** Once; what comes later is ignored. */
  settle: (outcome: { value: unknown } | { error: unknown }) => void;
}

/**
 * Runs functions on the ranks of a communicator. The root has the Executor; the other ranks work until it is closed.
 *
 * - Arguments and results are copied by structured clone: plain data, maps, sets, dates, typed arrays. Arguments are copied when they are submitted.
 * - What a function throws is what its promise rejects with: name, message, cause, own properties such as `code`, and the stack of the rank that it
 *   was thrown on. Standard classes are kept; any other is an Error with its name.
 * - A rank does one task at a time, in the order in which it got them.
 * - A root that ends with status 0 without `close` lets the other ranks go: their `open` resolves with null. Tasks that run are told by their signal and
 *   give no result. An open Executor without tasks does not keep the root alive.
 *
 * @example
 * // work.js: export const square = (n) => n * n;
 * const world = init();
 * const executor = await Executor.open(world);
 * if (executor) {
 *   const square = { module: import.meta.resolve("../work.js"), name: "square" };
 *   console.log(await executor.submit(square, [3])); // 9
 *   for await (const value of executor.map(square, [1, 2, 3])) console.log(value); // 1, 4, 9
 *   await executor.close();
 * }
 */
export class Executor {
  /** How many ranks work. */
  readonly workers: number;
  readonly #prefetch: number;
  readonly #ranks: ExecutorRanks<Submission>;
  readonly #dispatcher: Dispatcher<Submission, Answer>;
  readonly #running: Promise<void>;
  /** Tasks whose promises are not settled. */
  readonly #submitted = new Set<Submission>();
  #count = 0;
  #closing: Promise<void> | null = null;
  /** What ended the dispatch: MPI has failed. */
  #failure: { error: unknown } | null = null;

  private constructor(comm: Communicator, rootWorks: boolean, prefetch: number) {
    this.#prefetch = prefetch;
    this.#ranks = new ExecutorRanks(comm, rootWorks);
    this.workers = this.#ranks.size;
    this.#dispatcher = new Dispatcher({
      queue: new TaskQueue<Submission>({ costOf: (task) => task.cost }),
      workers: this.#ranks,
      ahead: prefetch,
      onResult: (answer, worker, task) =>
        task.settle("error" in answer ? { error: restore(answer.error, this.#ranks.rankOf(worker)) } : answer),
    });
    this.#running = this.#dispatcher.run();
    this.#running.catch((error: unknown) => {
      this.#failure = { error };
      for (const task of this.#submitted) task.settle({ error });
    });
  }

  /**
   * Opens an executor on a private duplicate of the communicator. Collective. At the root it resolves with the Executor at once; on the other ranks
   * with null, when the root has closed it. With one rank alone the root works itself.
   *
   * Rejects on all ranks with MPI_ERR_ROOT where they do not name the same root, and where the communicator takes no objects.
   */
  static async open(
    comm: Communicator,
    { root = 0, rootWorks = false, prefetch = 1 }: ExecutorOptions = {},
  ): Promise<Executor | null> {
    if (!Number.isInteger(root) || root < 0 || root >= comm.size)
      refuse("MPI_ERR_ROOT", OPEN, `root ${root} is no rank of this communicator: give 0 to ${comm.size - 1}`);
    if (!Number.isInteger(prefetch) || prefetch < 0)
      refuse("MPI_ERR_ARG", OPEN, `prefetch ${prefetch} is no number of tasks: give 0 or more`);
    const own = limits.threadMultiple ? await comm.dup() : comm.dupSync();
    const roots = await own.allgatherObject(root);
    if (roots.some((one) => one !== root)) {
      own.free();
      refuse("MPI_ERR_ROOT", OPEN, `the ranks name different roots: ${roots.join(", ")}`);
    }
    if (own.rank === root) return new Executor(own, rootWorks, prefetch);
    await serveTasks(own, root);
    return null;
  }

  /**
   * Runs one function somewhere. Resolves with what it returns; rejects with what it throws, with a TypeError where arguments or result cannot be
   * sent or the export is missing, and with the signal's reason where it was cancelled.
   *
   * A cancelled task that waits is dropped. One that runs is told by the signal of its context; its rank is free again when the function has ended.
   *
   * @example
   * const nine = await executor.submit(square, [3], { signal: AbortSignal.timeout(1000) });
   */
  submit<Args extends readonly unknown[], Result>(
    work: Work<Args, Result>,
    args: Args,
    { signal, cost = 1 }: SubmitOptions = {},
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (this.#failure) throw this.#failure.error;
      if (this.#closing) refuse("MPI_ERR_OTHER", SUBMIT, "the executor is closed: open another");
      signal?.throwIfAborted();
      if (!Number.isFinite(cost) || cost < 0) refuse("MPI_ERR_ARG", SUBMIT, `cost ${cost} is none: give 0 or more`);
      let forget: (() => void) | undefined;
      const task: Submission = {
        order: { kind: "task", id: this.#count++, module: urlOf(work), name: work.name, args: pack(work, args) },
        cost,
        settle: (outcome) => {
          if (!this.#submitted.delete(task)) return;
          forget?.();
          if ("error" in outcome) reject(outcome.error);
          else resolve(outcome.value as Result);
        },
      };
      if (signal) {
        forget = onAbort(signal, () => {
          if (!this.#dispatcher.withdraw(task)) this.#ranks.cancel(task, signal.reason);
          task.settle({ error: signal.reason });
        });
      }
      this.#submitted.add(task);
      this.#dispatcher.add(task);
    });
  }

  /**
   * Runs a function of one argument on every input and gives the results, in order of input or of finishing. Inputs may be of any length or come
   * over time: they are pulled no faster than results are taken (see `concurrency`), and not before the first is asked for.
   *
   * The first error ends the iteration: in order when its turn comes, unordered when it happens. Then, and when the iteration is left early, all
   * other tasks are cancelled and the inputs ended.
   *
   * @example
   * for await (const value of executor.map(square, inputs, { ordered: false })) console.log(value);
   */
  map<Input, Result>(
    work: Work<readonly [Input], Result>,
    inputs: Iterable<Input> | AsyncIterable<Input>,
    { ordered = true, concurrency = 2 * (this.#prefetch + 1) * this.workers, signal, cost }: MapOptions<Input> = {},
  ): AsyncGenerator<Result, void, undefined> {
    if (!(concurrency >= 1))
      refuse("MPI_ERR_ARG", "Executor.map", `concurrency ${concurrency} is none: give 1 or more`);
    const submit = async (input: Input, either: AbortSignal): Promise<Result> =>
      this.submit(work, [input], { signal: either, ...(cost ? { cost: cost(input) } : {}) });
    return mapInputs(inputs, { submit, ordered, concurrency, signal });
  }

  /**
   * Takes no more tasks, waits for those that were submitted (cancelled ones too, where their functions run), and lets the other ranks go: their `open`
   * resolves. Called again, the same promise. Close before `finalize`.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#dispatcher.end();
    await this.#running;
    await this.#ranks.close();
  }

  /** `await using executor = await Executor.open(world)` closes it. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const OPEN = "Executor.open";
const SUBMIT = "Executor.submit";

function urlOf({ module }: Work<never>): string {
  const text = String(module);
  if (!URL.canParse(text)) {
    refuse("MPI_ERR_ARG", SUBMIT, `module ${JSON.stringify(text)} is no URL: give import.meta.resolve("../work.js")`);
  }
  return text;
}

function pack({ module, name }: Work<never>, args: readonly unknown[]): Uint8Array<ArrayBuffer> {
  try {
    return packObject(args);
  } catch (error) {
    const message = `the arguments of "${name}" of ${String(module)} cannot be sent: give plain data, maps, sets, dates or typed arrays`;
    throw new TypeError(message, { cause: error });
  }
}
