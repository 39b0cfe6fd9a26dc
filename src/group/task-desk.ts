/** The tasks that a rank has in hand: done one after another, and each can be dropped. */
import type { LoadedTask, TaskResult } from "../pipeline/task.js";
import type { Worker } from "../pipeline/worker.js";

export interface Done {
  result: TaskResult;
  /** Tasks that are still in hand. */
  remaining: number;
  seconds: number;
}

/**
 * @example
 * const desk = new TaskDesk(worker, async (done) => send(done), (error) => fail(error));
 * desk.push(loaded);
 */
export class TaskDesk {
  readonly #worker: Worker;
  readonly #onDone: (done: Done) => Promise<void> | void;
  readonly #onError: (error: unknown) => void;
  readonly #queue: LoadedTask[] = [];
  #working = false;

  /** @param onDone called for each result, in order; the next task begins when it has resolved */
  constructor(worker: Worker, onDone: (done: Done) => Promise<void> | void, onError: (error: unknown) => void) {
    this.#worker = worker;
    this.#onDone = onDone;
    this.#onError = onError;
  }

  push(...loaded: LoadedTask[]): void {
    this.#queue.push(...loaded);
    this.#turn();
  }

  /** Drops a task, whether it waits or is being done; does nothing where it was done already. */
  drop(id: number): void {
    const at = this.#queue.findIndex(({ task }) => task.id === id);
    if (at < 0) return this.#worker.drop(id);
    this.#queue.splice(at, 1);
    Promise.resolve(this.#onDone({ result: { kind: "dropped" }, remaining: this.#queue.length, seconds: 0 })).catch(
      this.#onError,
    );
  }

  #turn(): void {
    if (this.#working) return;
    this.#working = true;
    this.#work().catch(this.#onError);
  }

  async #work(): Promise<void> {
    for (let loaded = this.#queue.shift(); loaded; loaded = this.#queue.shift()) {
      const { result, seconds } = await this.#worker.run(loaded);
      await this.#onDone({ result, remaining: this.#queue.length, seconds });
    }
    // In the same turn as the look at the empty queue: what is pushed next begins.
    this.#working = false;
  }
}
