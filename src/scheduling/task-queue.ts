/**
 * The order in which tasks are dealt. Pure.
 *
 * The costliest goes first. At the end only short tasks are left, so workers finish close together.
 */

/** What puts tasks in order. */
export interface Precedence<Task> {
  /** The probable cost of a task, in any unit, from 0. */
  costOf: (task: Task) => number;
  /**
   * Whether `a` is dealt before `b`. Equals are dealt in the order in which they were added. Default: the costlier
   * first.
   */
  comesBefore?: (a: Task, b: Task) => boolean;
}

/** Tasks that wait, in the order in which they will be dealt. A `Dispatcher` takes from it. */
export interface WaitingTasks<Task extends object> {
  /** Number of tasks that wait. */
  readonly size: number;
  /** The cost of all of them together. */
  readonly cost: number;
  costOf(task: Task): number;
  add(task: Task): void;
  /** The task that `take` would return. */
  peek(): Task | undefined;
  /** The task to deal next; undefined if none waits. */
  take(): Task | undefined;
  /** Takes out a task before its turn; returns false if it does not wait. */
  remove(task: Task): boolean;
}

interface Entry<Task> {
  readonly task: Task;
  /** How many tasks were added before it. */
  readonly number: number;
  readonly cost: number;
  /** Its index in the heap. */
  at: number;
}

/**
 * A priority queue. A task is an object of its own: adding it twice is an error. With n tasks, each operation takes log
 * n steps.
 *
 * @example
 * const queue = new TaskQueue<{ cost: number }>({ costOf: (task) => task.cost });
 * queue.add({ cost: 1 });
 * queue.add({ cost: 3 });
 * queue.take(); // { cost: 3 }
 */
export class TaskQueue<Task extends object> implements WaitingTasks<Task> {
  readonly #costOf: (task: Task) => number;
  readonly #comesBefore: (a: Task, b: Task) => boolean;
  /** A binary heap: no entry goes before its parent. */
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

  #goesFirst(a: Entry<Task>, b: Entry<Task>): boolean {
    if (this.#comesBefore(a.task, b.task)) return true;
    return a.number < b.number && !this.#comesBefore(b.task, a.task);
  }

  #remove(entry: Entry<Task>): void {
    this.#entries.delete(entry.task);
    const last = this.#heap.pop();
    // Sums of fractions drift: the cost of an empty queue is set to exactly 0.
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
