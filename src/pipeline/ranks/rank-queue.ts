/** The tasks that a rank has been given: begun one after another, reported in the same order; each can be dropped. Pure but for the worker. */
import type { LoadedTask, TaskResult } from "./task.js";

/** A task's end; or, with the result "engine-free", that the rank can begin another task while its last one is completed. */
export interface Report {
  result: TaskResult;
  /** The task's id, if it has one. */
  id?: number;
  /** Tasks that wait. */
  remaining: number;
  seconds: number;
}

/** The part of a `Worker` that the queue uses. */
export interface TaskRunner {
  run(loaded: LoadedTask, onEngineFree: () => void): Promise<{ result: TaskResult; seconds: number }>;
  drop(id: number): void;
}

export interface RankQueueOptions {
  worker: TaskRunner;
  /** Called for each report, one at a time. */
  onReport: (report: Report) => Promise<void> | void;
  /** A task or a report failed in a way that is not a result. */
  onError: (error: unknown) => void;
}

/**
 * The next task begins when the one before is reported, or earlier: as soon as the engine is free (its words are then being
 * aligned). No more than two tasks are under way.
 *
 * @example
 * const queue = new RankQueue({ worker, onReport: (report) => send(report), onError: fail });
 * queue.push(loaded);
 */
export class RankQueue {
  readonly #options: RankQueueOptions;
  readonly #waiting: LoadedTask[] = [];
  #working = false;
  /** Resolves when everything that was begun so far is reported. */
  #reported: Promise<void> = Promise.resolve();

  constructor(options: RankQueueOptions) {
    this.#options = options;
  }

  push(...loaded: LoadedTask[]): void {
    this.#waiting.push(...loaded);
    if (this.#working || this.#waiting.length === 0) return;
    this.#working = true;
    this.#work().catch(this.#options.onError);
  }

  /** Drops a task, whether it waits or is under way; does nothing if it is done already. */
  drop(id: number): void {
    const at = this.#waiting.findIndex(({ task }) => task.id === id);
    if (at < 0) return this.#options.worker.drop(id);
    this.#waiting.splice(at, 1);
    this.#report({ result: { kind: "dropped" }, id, remaining: this.#waiting.length, seconds: 0 });
  }

  async #work(): Promise<void> {
    const { worker } = this.#options;
    for (let loaded = this.#waiting.shift(); loaded; loaded = this.#waiting.shift()) {
      const { id } = loaded.task;
      const before = this.#reported;
      let engineFree = (): void => undefined;
      const freed = new Promise<"free">((resolve) => (engineFree = () => resolve("free")));
      const done = worker.run(loaded, engineFree);
      const reported = before.then(async () => {
        const { result, seconds } = await done;
        const remaining = this.#waiting.length;
        await this.#options.onReport({ result, ...(id === undefined ? {} : { id }), remaining, seconds });
      });
      this.#reported = reported;
      // Unhandled only until the race below; and what was begun before may fail while nothing waits for it.
      reported.catch(this.#options.onError);
      const first = await Promise.race([before.then(() => freed), reported.then(() => "reported" as const)]);
      if (first === "free" && this.#waiting.length === 0)
        await this.#options.onReport({ result: { kind: "engine-free" }, remaining: 0, seconds: 0 });
    }
    // In the same turn as the look at the empty queue: what is pushed next begins.
    this.#working = false;
  }

  /** A report that waits for no task. */
  #report(report: Report): void {
    Promise.resolve(this.#options.onReport(report)).catch(this.#options.onError);
  }
}
