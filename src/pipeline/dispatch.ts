/** The one scheduler: tasks that become known over time, ranks that become free, results in the order in which they finish. */
import { Dealer } from "./schedule.js";
import type { LoadedTask, Task, TaskResult } from "./task.js";
import type { Transport } from "./transport.js";

export interface DispatchOptions {
  transport: Transport;
  /** Fetches the samples of a task when it is about to leave, not before: memory holds one piece per rank. */
  load: (task: Task) => Promise<LoadedTask>;
  /** Called for each result, one at a time. A rank gets its next task without waiting for it. May `add` more tasks. */
  onResult: (result: TaskResult, rank: number) => Promise<void> | void;
  /** Speeds of the ranks where earlier work has shown them. */
  speeds?: readonly number[];
}

/**
 * Deals tasks to ranks until all are done: a first share to each in one scatter, then the longest that waits to whoever is free.
 *
 * @example
 * const dispatch = new Dispatch({ transport, load, onResult });
 * const running = dispatch.run();
 * dispatch.add(task); // as the decoder finds segments
 * dispatch.end();     // no more from outside; `onResult` may still add
 * await running;
 */
export class Dispatch {
  readonly #options: DispatchOptions;
  readonly #dealer = new Dealer();
  readonly #free = new Set<number>();
  #out = 0;
  #ended = false;
  #finished = false;
  #failure: { error: unknown } | null = null;
  #handled: Promise<void> = Promise.resolve();
  #handling = 0;
  #waiters: (() => void)[] = [];

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  /** One more task to do. */
  add(task: Task): void {
    this.#dealer.add(task);
    this.#stir();
  }

  /** No more tasks come from outside. */
  end(): void {
    this.#ended = true;
    this.#stir();
  }

  /** What feeds the dispatch has failed: `run` rejects with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#stir();
  }

  /** Resolves when everything that was added is done and its result was handled. Ranks must be ready (`transport.open`). */
  async run(): Promise<void> {
    const { transport } = this.#options;
    // A first share for all needs a task for each: wait until so many are known, or no more come.
    while (!this.#ended && !this.#failure && this.#dealer.size < transport.size) await this.#stirred();
    this.#throwIfFailed();
    const shares = this.#dealer.firstShares(transport.size, this.#options.speeds);
    const loaded = await Promise.all(shares.map((share) => Promise.all(share.map(this.#options.load))));
    await transport.scatter(loaded);
    shares.forEach((share, rank) => {
      this.#out += share.length;
      if (share.length === 0) this.#free.add(rank);
    });
    const receiving = this.#receive();
    receiving.catch((error: unknown) => {
      this.fail(error);
    });
    try {
      while (!this.#isDone()) {
        this.#throwIfFailed();
        const rank = this.#free.values().next();
        const task = rank.done ? undefined : this.#dealer.take();
        if (rank.done || !task) {
          await this.#stirred();
          continue;
        }
        this.#free.delete(rank.value);
        this.#out += 1;
        this.#stir();
        this.#deal(rank.value, task);
      }
      this.#throwIfFailed();
    } finally {
      this.#finished = true;
      this.#stir();
    }
    await receiving;
  }

  /** Sends one task on its way; a slow link to one rank keeps no other waiting. */
  #deal(rank: number, task: Task): void {
    const dealt = this.#options.load(task).then((loaded) => this.#options.transport.deal(rank, loaded));
    dealt.catch((error: unknown) => {
      this.fail(error);
    });
  }

  async #receive(): Promise<void> {
    while (!this.#finished) {
      if (this.#out === 0) {
        await this.#stirred();
        continue;
      }
      const { rank, result, remaining } = await this.#options.transport.next();
      this.#out -= 1;
      this.#handling += 1;
      if (remaining === 0) this.#free.add(rank);
      this.#handled = this.#handled.then(() => this.#handle(result, rank));
      this.#stir();
    }
  }

  async #handle(result: TaskResult, rank: number): Promise<void> {
    try {
      await this.#options.onResult(result, rank);
    } catch (error) {
      this.fail(error);
    } finally {
      this.#handling -= 1;
      this.#stir();
    }
  }

  #isDone(): boolean {
    return this.#ended && this.#out === 0 && this.#handling === 0 && this.#dealer.size === 0;
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error as Error;
  }

  /** Resolves at the next change of anything. */
  #stirred(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #stir(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
