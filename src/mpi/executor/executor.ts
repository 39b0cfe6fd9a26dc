/// <reference lib="esnext.disposable" preserve="true" />
/** Functions that run on other ranks: one rank submits, the others work. */
import { Dispatcher } from "../../scheduling/dispatcher.js";
import { TaskQueue } from "../../scheduling/task-queue.js";
import { library } from "../addon/library.js";
import { restore } from "./carried-error.js";
import type { Communicator } from "../communicator/communicator.js";
import { refuse } from "../error.js";
import { mapInputs, type MapOptions } from "./executor-map.js";
import { ExecutorRanks } from "./executor-ranks.js";
import { serveTasks, type TaskResult, type TaskOrder } from "./executor-worker.js";
import { onAbort } from "./on-abort.js";
import { packObject } from "../objects/serialization.js";

declare const signature: unique symbol;

/**
 * A work function, named by module and export, because functions cannot be sent. Every rank loads the module once, at
 * its first task.
 *
 * It is called with the arguments of the task, followed by a `TaskContext`, and may be async. The module must not be
 * the program itself or import it: the program waits in `Executor.open`, so loading it would never end.
 *
 * @example
 * const square: Work<[n: number], number> = { module: import.meta.resolve("../work.js"), name: "square" };
 */
export interface Work<Args extends readonly unknown[] = readonly unknown[], Result = unknown> {
  /** A URL that every rank can load: `import.meta.resolve("../work.js")`, "node:path". */
  readonly module: string | URL;
  /** The name of the export; "default" is valid too. */
  readonly name: string;
  /** Only for type inference. */
  readonly [signature]?: (...args: Args) => Result;
}

export interface ExecutorOptions {
  /** The rank that submits, the same on all ranks. Default 0. */
  root?: number;
  /**
   * Whether the root also runs tasks, in its own event loop. A function that computes for long delays the dispatch.
   * Default: only if the root is the only rank.
   */
  rootWorks?: boolean;
  /**
   * How many tasks are sent ahead to a rank, so that the next one begins without waiting for a message. The last tasks
   * are not sent ahead: they go to the first free rank. Default 1.
   */
  prefetch?: number;
}

export interface SubmitOptions {
  /** Cancels the task: its promise rejects at once with the signal's reason. */
  signal?: AbortSignal;
  /** The probable cost, in any unit, from 0: the costliest waiting task runs first. Default 1. */
  cost?: number;
}

/** A task from its submission to its result. */
interface Submission {
  readonly order: TaskOrder;
  readonly cost: number;
  /** Has an effect only once; later calls are ignored. */
  settle: (outcome: { value: unknown } | { error: unknown }) => void;
}

/**
 * Runs functions on the ranks of a communicator. The root gets the Executor; the other ranks work until it is closed.
 *
 * - Arguments and results are copied by structured clone: plain data, maps, sets, dates, typed arrays. Arguments are
 *   copied at submission.
 * - If a function throws, its promise rejects with the error: name, message, cause, own properties such as `code`, and
 *   the stack of the rank that threw it. Standard classes are kept; any other class becomes an Error with its name.
 * - A rank runs one task at a time, in the order in which it received them.
 * - If the root ends with status 0 without `close`, the other ranks are released: their `open` resolves with null. The
 *   signals of running tasks are aborted, and their results are lost. An open Executor without tasks does not keep the
 *   root alive.
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
  /** Number of ranks that run tasks. */
  readonly workers: number;
  readonly #prefetch: number;
  readonly #ranks: ExecutorRanks<Submission>;
  readonly #dispatcher: Dispatcher<Submission, TaskResult>;
  readonly #running: Promise<void>;
  /** Tasks whose promises have not settled. */
  readonly #submitted = new Set<Submission>();
  #count = 0;
  #closing: Promise<void> | null = null;
  /** The error that ended the dispatch: MPI has failed. */
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
   * Opens an executor on a private duplicate of the communicator. Collective. Resolves with the Executor at the root,
   * at once, and with null on the other ranks, when the root has closed it. If there is only one rank, the root runs
   * the tasks.
   *
   * Rejects on all ranks with MPI_ERR_ROOT if they give different roots, and if the communicator does not support
   * objects.
   */
  static async open(
    comm: Communicator,
    { root = 0, rootWorks = false, prefetch = 1 }: ExecutorOptions = {},
  ): Promise<Executor | null> {
    if (!Number.isInteger(root) || root < 0 || root >= comm.size)
      refuse("MPI_ERR_ROOT", OPEN, `root ${root} is not a rank of this communicator: give 0 to ${comm.size - 1}`);
    if (!Number.isInteger(prefetch) || prefetch < 0)
      refuse("MPI_ERR_ARG", OPEN, `prefetch ${prefetch} is not a number of tasks: give a whole number from 0`);
    const own = library.threadMultiple ? await comm.dup() : comm.dupSync();
    const roots = await own.allgatherObject(root);
    if (roots.some((one) => one !== root)) {
      own.free();
      refuse("MPI_ERR_ROOT", OPEN, `the ranks give different roots: ${roots.join(", ")}`);
    }
    if (own.rank === root) return new Executor(own, rootWorks, prefetch);
    await serveTasks(own, root);
    return null;
  }

  /**
   * Runs a function on any rank. Resolves with its result. Rejects with the error that it throws, with a TypeError if
   * the arguments or the result cannot be sent or the export is missing, and with the signal's reason if it is
   * cancelled.
   *
   * A cancelled task that waits is dropped. If it is running, the signal in its context is aborted, and its rank is
   * free again when the function has ended.
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
      if (!Number.isFinite(cost) || cost < 0)
        refuse("MPI_ERR_ARG", SUBMIT, `cost ${cost} is not a finite number from 0`);
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
   * Runs a function of one argument on every input and yields the results, in the order of the inputs or of completion.
   * The inputs may be of any number and arrive over time. They are pulled no faster than results are taken (see
   * `concurrency`), and not before the first result is requested.
   *
   * The first error ends the iteration: when its turn comes if ordered, or else when it happens. After an error, or if
   * the iteration is left early, all other tasks are cancelled and the inputs are ended.
   *
   * @example
   * for await (const value of executor.map(square, inputs, { ordered: false })) console.log(value);
   */
  map<Input, Result>(
    work: Work<readonly [Input], Result>,
    inputs: Iterable<Input> | AsyncIterable<Input>,
    { ordered = true, concurrency = 2 * (this.#prefetch + 1) * this.workers, signal, cost }: MapOptions<Input> = {},
  ): AsyncGenerator<Result, void, undefined> {
    if (!(concurrency >= 1)) refuse("MPI_ERR_ARG", "Executor.map", `concurrency ${concurrency} is not a number from 1`);
    const submit = async (input: Input, either: AbortSignal): Promise<Result> =>
      this.submit(work, [input], { signal: either, ...(cost ? { cost: cost(input) } : {}) });
    return mapInputs(inputs, { submit, ordered, concurrency, signal });
  }

  /**
   * Takes no more tasks, waits for those that were submitted (also cancelled ones that are running), and releases the
   * other ranks: their `open` resolves. Later calls return the same promise. Close the executor before `finalize`.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#dispatcher.end();
    await this.#running;
    await this.#ranks.close();
  }

  /** Closes the executor at the end of the block: `await using executor = await Executor.open(world)`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const OPEN = "Executor.open";
const SUBMIT = "Executor.submit";

function urlOf({ module }: Work<never>): string {
  const text = String(module);
  if (!URL.canParse(text)) {
    refuse(
      "MPI_ERR_ARG",
      SUBMIT,
      `module ${JSON.stringify(text)} is not a URL: give import.meta.resolve("../work.js")`,
    );
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
