/**
 * The order in which tasks of several callers are dealt to the workers that they share. Pure.
 *
 * The next task belongs to the caller for whom the least was done so far. A caller with a thousand tasks delays nobody
 * with one. The jobs of one caller go one after another, in the order in which they came: one finished job is worth
 * more than two half-finished ones.
 */
import { TaskQueue, type Precedence, type WaitingTasks } from "./task-queue.js";

/** Tasks that belong together and have an order of their own. */
export interface CallersJob {
  readonly caller: string;
}

export interface FairPrecedence<Task> extends Precedence<Task> {
  jobOf: (task: Task) => CallersJob;
  /**
   * Whether a task goes before all tasks that are not urgent, whatever its caller's turn. Meant for small tasks that
   * complete a result.
   */
  isUrgent?: (task: Task) => boolean;
}

interface Caller<Task extends object> {
  /** The cost of what was taken for this caller. A caller who comes back does not start below the others. */
  given: number;
  jobs: Map<CallersJob, TaskQueue<Task>>;
}

/**
 * @example
 * const queue = new FairTaskQueue<{ cost: number; job: CallersJob }>({ costOf: ({ cost }) => cost, jobOf: ({ job }) => job });
 */
export class FairTaskQueue<Task extends object> implements WaitingTasks<Task> {
  readonly #precedence: FairPrecedence<Task>;
  readonly #isUrgent: (task: Task) => boolean;
  /** Callers with tasks that wait, and callers for whom more was done than for others. */
  readonly #callers = new Map<string, Caller<Task>>();
  /** What had been done for the caller of the last task when it was taken. A new caller begins here. */
  #floor = 0;
  #size = 0;
  #cost = 0;

  constructor(precedence: FairPrecedence<Task>) {
    this.#precedence = precedence;
    this.#isUrgent = precedence.isUrgent ?? (() => false);
  }

  get size(): number {
    return this.#size;
  }

  get cost(): number {
    return this.#cost;
  }

  costOf(task: Task): number {
    return this.#precedence.costOf(task);
  }

  add(task: Task): void {
    const job = this.#precedence.jobOf(task);
    let caller = this.#callers.get(job.caller);
    if (!caller) this.#callers.set(job.caller, (caller = { given: this.#floor, jobs: new Map() }));
    let tasks = caller.jobs.get(job);
    if (!tasks) caller.jobs.set(job, (tasks = new TaskQueue(this.#precedence)));
    tasks.add(task);
    this.#size += 1;
    this.#cost += this.costOf(task);
  }

  peek(): Task | undefined {
    return this.#next()?.task;
  }

  take(): Task | undefined {
    const next = this.#next();
    if (!next) return undefined;
    this.#floor = Math.max(this.#floor, next.caller.given);
    next.caller.given += this.costOf(next.task);
    this.remove(next.task);
    return next.task;
  }

  remove(task: Task): boolean {
    const job = this.#precedence.jobOf(task);
    const caller = this.#callers.get(job.caller);
    const tasks = caller?.jobs.get(job);
    if (!caller || !tasks?.remove(task)) return false;
    if (tasks.size === 0) caller.jobs.delete(job);
    this.#size -= 1;
    // Sums of fractions drift: the cost of an empty queue is set to exactly 0.
    this.#cost = this.#size === 0 ? 0 : this.#cost - this.costOf(task);
    this.#forgetIdle();
    return true;
  }

  /**
   * Forgets callers without tasks, except those for whom more was done than for others: leaving must not wipe that out.
   */
  #forgetIdle(): void {
    for (const [name, { jobs, given }] of this.#callers)
      if (jobs.size === 0 && given <= this.#floor) this.#callers.delete(name);
  }

  #next(): { caller: Caller<Task>; task: Task } | null {
    let best: { caller: Caller<Task>; task: Task } | null = null;
    for (const caller of this.#callers.values()) {
      let first: Task | undefined;
      for (const tasks of caller.jobs.values()) {
        const head = tasks.peek();
        if (!head) continue;
        if (this.#isUrgent(head)) return { caller, task: head };
        first ??= head;
      }
      if (first && (!best || caller.given < best.caller.given)) best = { caller, task: first };
    }
    return best;
  }
}
