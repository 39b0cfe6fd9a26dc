/**
 * The one scheduler: tasks become known over time, workers become free, results come in the order in which they finish.
 * It does not know what a task or a result is, nor how they travel.
 */
import type { WaitingTasks } from "./task-queue.js";

/** A worker's result; or the notice that it can begin another task before the result of its last one. */
export type Arrival<Task, Result> =
  | {
      worker: number;
      result: Result;
      /** Missing: the oldest task that this worker has, because it does them in order. */
      task?: Task;
    }
  | { worker: number; canBegin: true };

/** The workers, numbered from 0, and the way to them. */
export interface Workers<Task, Result> {
  readonly size: number;
  /**
   * Gives every worker its first task in one call; `shares[worker]` has one task or none. Called once, before any
   * `deal`. Optional.
   */
  scatter?(shares: readonly Task[][]): Promise<void>;
  /** Gives one worker one more task. A rejection fails the whole dispatch: what concerns only one task is a result. */
  deal(worker: number, task: Task): Promise<void>;
  /** The next arrival from any worker. Called only while workers have tasks. */
  next(): Promise<Arrival<Task, Result>>;
}

export interface DispatcherOptions<Task extends object, Result> {
  /** An empty queue; `add` fills it. */
  queue: WaitingTasks<Task>;
  workers: Workers<Task, Result>;
  /**
   * Called for each result, one at a time. A worker gets its next task without waiting for it. May `add` more tasks.
   */
  onResult: (result: Result, worker: number, task: Task) => Promise<void> | void;
  /**
   * Whether more tasks are coming soon. `scatter` waits for a task for each worker for as long as this is true.
   * Call `recheck` when it changes. Default: true until `end`.
   */
  expectsMore?: () => boolean;
  /**
   * How many tasks a worker may have beyond the one that it does, so that the next is there when that ends. Default 0.
   *
   * A task is dealt ahead only while the tasks that wait beside it would keep all other workers busy for as long as
   * this worker has to do before it. So no worker is idle while a task waits behind another, and the last tasks go to
   * workers that are free.
   */
  ahead?: number;
}

/**
 * Deals tasks to workers until all are done: a first task to each, in one call if the workers have `scatter`; then the
 * next task to each worker that becomes free.
 *
 * @example
 * const dispatcher = new Dispatcher({ queue, workers, onResult });
 * const running = dispatcher.run();
 * dispatcher.add(task); // as tasks become known
 * dispatcher.end();     // no more from outside; `onResult` may still add
 * await running;
 */
export class Dispatcher<Task extends object, Result> {
  readonly #workers: Workers<Task, Result>;
  readonly #queue: WaitingTasks<Task>;
  readonly #onResult: DispatcherOptions<Task, Result>["onResult"];
  readonly #expectsMore: () => boolean;
  readonly #ahead: number;
  /** Workers that have nothing to do, the one that has waited longest first. */
  readonly #free = new Set<number>();
  /** The tasks of each worker, the oldest first, and their cost together. */
  readonly #loads: { tasks: Task[]; cost: number }[];
  #out = 0;
  #ended = false;
  #finished = false;
  #failure: { error: unknown } | null = null;
  #handled: Promise<void> = Promise.resolve();
  #handling = 0;
  #waiters: (() => void)[] = [];

  constructor({ queue, workers, onResult, expectsMore, ahead = 0 }: DispatcherOptions<Task, Result>) {
    this.#queue = queue;
    this.#workers = workers;
    this.#onResult = onResult;
    this.#expectsMore = expectsMore ?? (() => true);
    this.#ahead = ahead;
    this.#loads = Array.from({ length: workers.size }, () => ({ tasks: [], cost: 0 }));
  }

  /** Adds a task to be done. */
  add(task: Task): void {
    this.#queue.add(task);
    this.#wake();
  }

  /** Takes back a task that still waits; returns false if it was dealt already. */
  withdraw(task: Task): boolean {
    const waited = this.#queue.remove(task);
    this.#wake();
    return waited;
  }

  /** No more tasks come from outside. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** The source of the tasks has failed: `run` rejects with this error. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** `expectsMore` may return something else now. */
  recheck(): void {
    this.#wake();
  }

  /** Resolves when every task that was added is done and its result was handled. Workers must be ready. */
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
        const task = worker === undefined ? undefined : this.#queue.take();
        if (worker === undefined || !task) {
          await this.#changed();
          continue;
        }
        this.#hand(worker, task);
        this.#wake();
        this.#workers.deal(worker, task).catch((error: unknown) => {
          this.fail(error);
        });
      }
      this.#throwIfFailed();
    } finally {
      this.#finished = true;
      this.#wake();
    }
    await receiving;
  }

  async #giveFirstShares(): Promise<void> {
    const { size } = this.#workers;
    const shares: Task[][] = Array.from({ length: size }, () => []);
    if (this.#workers.scatter) {
      while (!this.#canScatter()) await this.#changed();
      this.#throwIfFailed();
      for (const share of shares) {
        const task = this.#queue.take();
        if (task) share.push(task);
      }
      if (shares.some((share) => share.length > 0)) await this.#workers.scatter(shares);
    }
    for (let worker = 0; worker < size; worker++) {
      this.#free.add(worker);
      for (const task of shares[worker] ?? []) this.#hand(worker, task);
    }
  }

  /** Whether there is a task for each worker, or none that is worth waiting for. */
  #canScatter(): boolean {
    const { size } = this.#queue;
    if (this.#ended || this.#failure || size >= this.#workers.size) return true;
    return size > 0 && !this.#expectsMore();
  }

  /** The worker that gets the next task; undefined if there is no task, or no worker that may take it. */
  #nextWorker(): number | undefined {
    const task = this.#queue.peek();
    if (!task) return undefined;
    const free = this.#free.values().next();
    if (!free.done) return free.value;
    let best: number | undefined;
    let least = Infinity;
    for (const [worker, { tasks, cost }] of this.#loads.entries()) {
      if (tasks.length > this.#ahead || cost >= least) continue;
      best = worker;
      least = cost;
    }
    const others = this.#queue.cost - this.#queue.costOf(task);
    return others >= least * (this.#workers.size - 1) ? best : undefined;
  }

  #hand(worker: number, task: Task): void {
    const load = this.#loads[worker];
    if (!load) throw new RangeError(`no worker ${worker}`);
    this.#free.delete(worker);
    load.tasks.push(task);
    load.cost += this.#queue.costOf(task);
    this.#out += 1;
  }

  /** Takes a finished task off its worker's load, and returns it. */
  #release(worker: number, done: Task | undefined): Task {
    const load = this.#loads[worker];
    const at = load && done ? load.tasks.indexOf(done) : 0;
    const [task] = load && at >= 0 ? load.tasks.splice(at, 1) : [];
    if (!load || !task) throw new Error(`worker ${worker} returned a result of a task that it did not have`);
    // Sums of fractions drift: the cost of no tasks is set to exactly 0.
    load.cost = load.tasks.length === 0 ? 0 : load.cost - this.#queue.costOf(task);
    this.#out -= 1;
    if (load.tasks.length === 0) this.#free.add(worker);
    return task;
  }

  async #receive(): Promise<void> {
    while (!this.#finished) {
      if (this.#out === 0) {
        await this.#changed();
        continue;
      }
      const arrival = await this.#workers.next();
      if ("canBegin" in arrival) {
        this.#free.add(arrival.worker);
        this.#wake();
        continue;
      }
      const { worker, result, task: done } = arrival;
      const task = this.#release(worker, done);
      this.#handling += 1;
      this.#handled = this.#handled.then(() => this.#handle(result, worker, task));
      this.#wake();
    }
  }

  async #handle(result: Result, worker: number, task: Task): Promise<void> {
    try {
      await this.#onResult(result, worker, task);
    } catch (error) {
      this.fail(error);
    } finally {
      this.#handling -= 1;
      this.#wake();
    }
  }

  #isDone(): boolean {
    return this.#ended && this.#out === 0 && this.#handling === 0 && this.#queue.size === 0;
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error as Error;
  }

  /** Resolves at the next change of anything. */
  #changed(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #wake(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const resolve of waiters) resolve();
  }
}
