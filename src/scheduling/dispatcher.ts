/**
 * The one scheduler: tasks that become known over time, workers that become free, results in the order in which they finish.
 * What a task and a result are, and how they travel, is whoever's it is.
 */
import type { WaitingTasks } from "./dealer.js";

/** A worker's result; or that it can begin another task before the result of its last one comes. */
export type Arrival<Task, Result> =
  | {
      worker: number;
      result: Result;
      /** Missing: the oldest task that this worker has, because it does them in order. */
      task?: Task;
    }
  | { worker: number; canBegin: true };

/** Those who work, by number from 0, and the way to them. */
export interface Workers<Task, Result> {
  readonly size: number;
  /** Gives every worker its first share at once; `shares[worker]` may be empty. Called once, before any `deal`. Missing: there are no first shares. */
  scatter?(shares: readonly Task[][]): Promise<void>;
  /** Gives one worker one more task. When it rejects, everything fails: what concerns one task alone is a result. */
  deal(worker: number, task: Task): Promise<void>;
  /** The next result of any worker. Called only while tasks are out. */
  next(): Promise<Arrival<Task, Result>>;
}

export interface DispatcherOptions<Task extends object, Result> {
  /** Empty: `add` fills it. */
  dealer: WaitingTasks<Task>;
  workers: Workers<Task, Result>;
  /** Called for each result, one at a time. A worker gets its next task without waiting for it. May `add` more tasks. */
  onResult: (result: Result, worker: number, task: Task) => Promise<void> | void;
  /** Speeds of the workers where earlier work has shown them: first shares follow them. */
  speeds?: readonly number[];
  /**
   * How many tasks a worker may have beyond the one that it does, so that the next is there when that ends. Default 0.
   *
   * A task is dealt ahead only while what waits beside it would keep all other workers busy for as long as this one has to do before it. So
   * nobody is idle while a task waits behind another, and the last tasks go to whoever is free.
   */
  ahead?: number;
}

/**
 * Deals tasks to workers until all are done: a first share to each where they can be had at once, then the next to whoever is free.
 *
 * @example
 * const dispatcher = new Dispatcher({ dealer, workers, onResult });
 * const running = dispatcher.run();
 * dispatcher.add(task); // as tasks become known
 * dispatcher.end();     // no more from outside; `onResult` may still add
 * await running;
 */
export class Dispatcher<Task extends object, Result> {
  readonly #workers: Workers<Task, Result>;
  readonly #dealer: WaitingTasks<Task>;
  readonly #onResult: DispatcherOptions<Task, Result>["onResult"];
  readonly #speeds: readonly number[] | undefined;
  readonly #ahead: number;
  /** Those with nothing to do, whoever has been so for longest first. */
  readonly #free = new Set<number>();
  /** What each worker has to do, the oldest first, and what it costs together. */
  readonly #hands: { tasks: Task[]; cost: number }[];
  #out = 0;
  #ended = false;
  #finished = false;
  #failure: { error: unknown } | null = null;
  #handled: Promise<void> = Promise.resolve();
  #handling = 0;
  #waiters: (() => void)[] = [];

  constructor({ dealer, workers, onResult, speeds, ahead = 0 }: DispatcherOptions<Task, Result>) {
    this.#dealer = dealer;
    this.#workers = workers;
    this.#onResult = onResult;
    this.#speeds = speeds;
    this.#ahead = ahead;
    this.#hands = Array.from({ length: workers.size }, () => ({ tasks: [], cost: 0 }));
  }

  /** One more task to do. */
  add(task: Task): void {
    this.#dealer.add(task);
    this.#stir();
  }

  /** Takes back a task that still waits; false where it was dealt already. */
  withdraw(task: Task): boolean {
    const waited = this.#dealer.remove(task);
    this.#stir();
    return waited;
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

  /** Resolves when everything that was added is done and its result was handled. Workers must be ready. */
  async run(): Promise<void> {
    await this.#giveFirstShares();
    const receiving = this.#receive();
    receiving.catch((error: unknown) => {
      this.fail(error);
    });
    try {
      while (!this.#isDone()) {
        this.#throwIfFailed();
        const worker = this.#nextWorker();
        const task = worker === undefined ? undefined : this.#dealer.take();
        if (worker === undefined || !task) {
          await this.#stirred();
          continue;
        }
        this.#hand(worker, task);
        this.#stir();
        this.#workers.deal(worker, task).catch((error: unknown) => {
          this.fail(error);
        });
      }
      this.#throwIfFailed();
    } finally {
      this.#finished = true;
      this.#stir();
    }
    await receiving;
  }

  async #giveFirstShares(): Promise<void> {
    const { size } = this.#workers;
    let shares: Task[][] = [];
    if (this.#workers.scatter) {
      // A first share for all needs a task for each: wait until so many are known, or no more come.
      while (!this.#ended && !this.#failure && this.#dealer.size < size) await this.#stirred();
      this.#throwIfFailed();
      shares = this.#dealer.firstShares(size, this.#speeds);
      await this.#workers.scatter(shares);
    }
    for (let worker = 0; worker < size; worker++) {
      this.#free.add(worker);
      for (const task of shares[worker] ?? []) this.#hand(worker, task);
    }
  }

  /** Who gets the next task, if anybody and any. */
  #nextWorker(): number | undefined {
    const task = this.#dealer.peek();
    if (!task) return undefined;
    const free = this.#free.values().next();
    if (!free.done) return free.value;
    let best: number | undefined;
    let least = Infinity;
    for (const [worker, { tasks, cost }] of this.#hands.entries()) {
      if (tasks.length > this.#ahead || cost >= least) continue;
      best = worker;
      least = cost;
    }
    const others = this.#dealer.cost - this.#dealer.costOf(task);
    return others >= least * (this.#workers.size - 1) ? best : undefined;
  }

  #hand(worker: number, task: Task): void {
    const hand = this.#hands[worker];
    if (!hand) throw new RangeError(`no worker ${worker}`);
    this.#free.delete(worker);
    hand.tasks.push(task);
    hand.cost += this.#dealer.costOf(task);
    this.#out += 1;
  }

  /** Takes a task that is done off its worker, and says which it was. */
  #release(worker: number, done: Task | undefined): Task {
    const hand = this.#hands[worker];
    const at = hand && done ? hand.tasks.indexOf(done) : 0;
    const [task] = hand && at >= 0 ? hand.tasks.splice(at, 1) : [];
    if (!hand || !task) throw new Error(`a result of worker ${worker}, which had no such task`);
    // Sums of fractions drift; an empty hand holds nothing.
    hand.cost = hand.tasks.length === 0 ? 0 : hand.cost - this.#dealer.costOf(task);
    this.#out -= 1;
    if (hand.tasks.length === 0) this.#free.add(worker);
    return task;
  }

  async #receive(): Promise<void> {
    while (!this.#finished) {
      if (this.#out === 0) {
        await this.#stirred();
        continue;
      }
      const arrival = await this.#workers.next();
      if ("canBegin" in arrival) {
        this.#free.add(arrival.worker);
        this.#stir();
        continue;
      }
      const { worker, result, task: done } = arrival;
      const task = this.#release(worker, done);
      this.#handling += 1;
      this.#handled = this.#handled.then(() => this.#handle(result, worker, task));
      this.#stir();
    }
  }

  async #handle(result: Result, worker: number, task: Task): Promise<void> {
    try {
      await this.#onResult(result, worker, task);
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
