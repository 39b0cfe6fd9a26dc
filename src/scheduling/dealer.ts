/**
 * Who does what next. Pure.
 *
 * Longest first decides the tail: at the end only short tasks are left, so workers finish close together. A first share
 * is given to all at once, small while the workers' speeds are unknown: a slow worker cannot give work back.
 */

/** Of the work known at the start, at most this much is in first shares when speeds are known. */
const FIRST_SHARE = 0.25;

/** What is to be known of tasks to put them in order. */
export interface Precedence<Task> {
  /** What a task probably costs, in any unit, from 0. */
  costOf: (task: Task) => number;
  /** Whether `a` is dealt before `b`; where neither is before the other the one that was added first goes first. Default: the costlier. */
  comesBefore?: (a: Task, b: Task) => boolean;
}

/** Tasks that wait, in whatever order they shall go: what the dispatcher deals from. */
export interface WaitingTasks<Task extends object> {
  /** Number of tasks that wait. */
  readonly size: number;
  /** What all that waits costs together. */
  readonly cost: number;
  costOf(task: Task): number;
  add(task: Task): void;
  /** The task that `take` would give. */
  peek(): Task | undefined;
  /** The task to deal next; undefined when none waits. */
  take(): Task | undefined;
  /** Takes out a task before its turn; false where it does not wait. */
  remove(task: Task): boolean;
  /** The first share of each of so many workers, whose speeds may be known. */
  firstShares(workers: number, speeds?: readonly number[]): Task[][];
}

interface Entry<Task> {
  readonly task: Task;
  /** How many tasks were added before it. */
  readonly number: number;
  readonly cost: number;
  /** Where it is in the heap. */
  at: number;
}

/**
 * Tasks that wait: whichever goes first is taken first. A task is an object of its own; adding, taking and removing one of n cost log n steps.
 *
 * @example
 * const dealer = new Dealer<{ cost: number }>({ costOf: (task) => task.cost });
 * dealer.add({ cost: 1 });
 * dealer.add({ cost: 3 });
 * const [first, second] = dealer.firstShares(2); // [{ cost: 3 }], [{ cost: 1 }]
 */
export class Dealer<Task extends object> implements WaitingTasks<Task> {
  readonly #costOf: (task: Task) => number;
  readonly #comesBefore: (a: Task, b: Task) => boolean;
  /** A binary heap: none goes before its parent. */
  readonly #heap: Entry<Task>[] = [];
  readonly #entries = new Map<Task, Entry<Task>>();
  #added = 0;
  #cost = 0;

  constructor({ costOf, comesBefore = (a, b) => costOf(a) > costOf(b) }: Precedence<Task>) {
    this.#costOf = costOf;
    this.#comesBefore = comesBefore;
  }

  get size(): number {
    return this.#heap.length;
  }

  get cost(): number {
    return this.#cost;
  }

  costOf(task: Task): number {
    return this.#costOf(task);
  }

  add(task: Task): void {
    const entry = { task, number: this.#added++, cost: this.#costOf(task), at: this.#heap.length };
    this.#heap.push(entry);
    this.#entries.set(task, entry);
    this.#cost += entry.cost;
    this.#rise(entry);
  }

  peek(): Task | undefined {
    return this.#heap[0]?.task;
  }

  take(): Task | undefined {
    const first = this.#heap[0];
    if (first) this.#remove(first);
    return first?.task;
  }

  remove(task: Task): boolean {
    const entry = this.#entries.get(task);
    if (entry) this.#remove(entry);
    return entry !== undefined;
  }

  /**
   * The first share of each of so many workers: one task each while speeds are unknown; with speeds (1 is nominal), up to a quarter of
   * what waits, each worker in proportion to its speed and none without one task if there are enough.
   */
  firstShares(workers: number, speeds?: readonly number[]): Task[][] {
    const shares: Task[][] = Array.from({ length: workers }, () => []);
    const loads = new Array<number>(workers).fill(0);
    const budget = speeds ? this.#cost * FIRST_SHARE : 0;
    let given = 0;
    for (;;) {
      const worker = lightest(loads, speeds);
      const empty = shares[worker]?.length === 0;
      if (!empty && given >= budget) return shares;
      const task = this.take();
      if (!task) return shares;
      const cost = this.#costOf(task);
      shares[worker]?.push(task);
      loads[worker] = (loads[worker] ?? 0) + cost / (speeds?.[worker] ?? 1);
      given += cost;
    }
  }

  #goesFirst(a: Entry<Task>, b: Entry<Task>): boolean {
    if (this.#comesBefore(a.task, b.task)) return true;
    return a.number < b.number && !this.#comesBefore(b.task, a.task);
  }

  #remove(entry: Entry<Task>): void {
    this.#entries.delete(entry.task);
    const last = this.#heap.pop();
    // Sums of fractions drift; an empty room costs nothing.
    this.#cost = this.#heap.length === 0 ? 0 : this.#cost - entry.cost;
    if (!last || last === entry) return;
    this.#place(last, entry.at);
    this.#rise(last);
    this.#sink(last);
  }

  #place(entry: Entry<Task>, at: number): void {
    this.#heap[at] = entry;
    entry.at = at;
  }

  #rise(entry: Entry<Task>): void {
    while (entry.at > 0) {
      const above = (entry.at - 1) >> 1;
      const parent = this.#heap[above];
      if (!parent || !this.#goesFirst(entry, parent)) return;
      this.#place(parent, entry.at);
      this.#place(entry, above);
    }
  }

  #sink(entry: Entry<Task>): void {
    for (;;) {
      const left = this.#heap[2 * entry.at + 1];
      const right = this.#heap[2 * entry.at + 2];
      const child = left && right && this.#goesFirst(right, left) ? right : left;
      if (!child || !this.#goesFirst(child, entry)) return;
      const { at } = child;
      this.#place(child, entry.at);
      this.#place(entry, at);
    }
  }
}

function lightest(loads: readonly number[], speeds?: readonly number[]): number {
  let best = 0;
  for (let worker = 1; worker < loads.length; worker++) {
    const load = loads[worker] ?? 0;
    const bestLoad = loads[best] ?? 0;
    if (load < bestLoad || (load === bestLoad && (speeds?.[worker] ?? 1) > (speeds?.[best] ?? 1))) best = worker;
  }
  return best;
}
