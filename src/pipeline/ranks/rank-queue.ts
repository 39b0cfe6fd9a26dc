/**
 * The tasks of one rank: begun one after another, reported in the same order; each can be dropped. Pure except for the
 * worker.
 */
import type { LoadedTask, RankMessage, TaskResult } from "./task.js";

/** The part of a `Worker` that the queue uses. */
export interface TaskRunner {
  readonly rank: number;
  run(loaded: LoadedTask, onEngineFree: () => void): Promise<TaskResult>;
  drop(id: number): void;
}

export interface RankQueueOptions {
  worker: TaskRunner;
  /** Called for each message, one at a time. */
  onMessage: (message: RankMessage) => Promise<void> | void;
  /** A task or a message failed in a way that is not a result. */
  onError: (error: unknown) => void;
}

/**
 * The next task begins when the result of the one before was sent, or earlier: as soon as the engine is free, while
 * words of the last task are aligned. At most two tasks are under way.
 *
 * @example
 * const queue = new RankQueue({ worker, onMessage: (message) => send(message), onError: fail });
 * queue.push(loaded);
 */
export class RankQueue {
  readonly #options: RankQueueOptions;
  readonly #waiting: LoadedTask[] = [];
  #working = false;
  /** Resolves when the results of all tasks begun so far were sent. */
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

  /** Drops a task that waits or is under way; does nothing if it is done. */
  drop(id: number): void {
    const { worker, onMessage, onError } = this.#options;
    const at = this.#waiting.findIndex(({ task }) => task.id === id);
    if (at < 0) return worker.drop(id);
    this.#waiting.splice(at, 1);
    // This message does not wait for the tasks before it.
    Promise.resolve(onMessage({ rank: worker.rank, result: { kind: "dropped" }, id })).catch(onError);
  }

  async #work(): Promise<void> {
    const { worker, onMessage, onError } = this.#options;
    const { rank } = worker;
    for (let loaded = this.#waiting.shift(); loaded; loaded = this.#waiting.shift()) {
      const { id } = loaded.task;
      const before = this.#reported;
      let engineFree = (): void => undefined;
      const freed = new Promise<"free">((resolve) => (engineFree = () => resolve("free")));
      const done = worker.run(loaded, engineFree);
      const reported = before.then(async () => {
        const result = await done;
        await onMessage({ rank, result, ...(id === undefined ? {} : { id }) });
      });
      this.#reported = reported;
      // It may fail before the race below attaches a handler, or after the race was won by "free".
      reported.catch(onError);
      const first = await Promise.race([before.then(() => freed), reported.then(() => "reported" as const)]);
      if (first === "free" && this.#waiting.length === 0) await onMessage({ rank, engineFree: true });
    }
    // No await between the check for an empty queue and this line: a task that is pushed next starts a new loop.
    this.#working = false;
  }
}
