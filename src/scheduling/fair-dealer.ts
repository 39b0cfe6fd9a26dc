/**
 * Who does what next, where the tasks of several callers share the workers. Pure.
 *
 * A caller's turn comes when the least was done for him so far, whatever he has waiting: one with a thousand tasks keeps nobody with one waiting. The lines
 * of one caller go one after another, in the order in which they came: ended soon is better than begun soon.
 */
import { Dealer, type Precedence, type WaitingTasks } from "./dealer.js";

/** Tasks that belong together and go by an order of their own: those of one job. */
export interface Line {
  readonly caller: string;
}

export interface FairPrecedence<Task> extends Precedence<Task> {
  lineOf: (task: Task) => Line;
  /** Whether a task goes before all that are not: small ones that complete what people see. Those wait for nobody's turn. */
  isUrgent?: (task: Task) => boolean;
}

interface Caller<Task extends object> {
  /** What was taken for him, as costs; never behind others' when he comes back. */
  given: number;
  lines: Map<Line, Dealer<Task>>;
}

/**
 * @example
 * const dealer = new FairDealer<{ cost: number; line: Line }>({ costOf: ({ cost }) => cost, lineOf: ({ line }) => line });
 */
export class FairDealer<Task extends object> implements WaitingTasks<Task> {
  readonly #precedence: FairPrecedence<Task>;
  readonly #isUrgent: (task: Task) => boolean;
  /** Callers with something waiting. */
  readonly #callers = new Map<string, Caller<Task>>();
  /** What was done for whoever had the least when a task was last taken: where one who comes later begins. */
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
    const line = this.#precedence.lineOf(task);
    let caller = this.#callers.get(line.caller);
    if (!caller) this.#callers.set(line.caller, (caller = { given: this.#floor, lines: new Map() }));
    let dealer = caller.lines.get(line);
    if (!dealer) caller.lines.set(line, (dealer = new Dealer(this.#precedence)));
    dealer.add(task);
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
    const line = this.#precedence.lineOf(task);
    const caller = this.#callers.get(line.caller);
    const dealer = caller?.lines.get(line);
    if (!caller || !dealer?.remove(task)) return false;
    if (dealer.size === 0) caller.lines.delete(line);
    this.#size -= 1;
    // Sums of fractions drift; an empty room costs nothing.
    this.#cost = this.#size === 0 ? 0 : this.#cost - this.costOf(task);
    this.#forgetIdle(line.caller, caller);
    return true;
  }

  /** One task each: who shares the workers with others cannot be given much at once. */
  firstShares(workers: number): Task[][] {
    return Array.from({ length: workers }, () => {
      const task = this.take();
      return task ? [task] : [];
    });
  }

  /** One who waits for nothing is forgotten, unless more was done for him than for others: coming back must not wipe that out. */
  #forgetIdle(name: string, caller: Caller<Task>): void {
    if (caller.lines.size === 0 && caller.given <= this.#floor) this.#callers.delete(name);
    for (const [other, { lines, given }] of this.#callers)
      if (lines.size === 0 && given <= this.#floor) this.#callers.delete(other);
  }

  #next(): { caller: Caller<Task>; task: Task } | null {
    let best: { caller: Caller<Task>; task: Task } | null = null;
    for (const caller of this.#callers.values()) {
      let first: Task | undefined;
      for (const dealer of caller.lines.values()) {
        const head = dealer.peek();
        if (!head) continue;
        if (this.#isUrgent(head)) return { caller, task: head };
        first ??= head;
      }
      if (first && (!best || caller.given < best.caller.given)) best = { caller, task: first };
    }
    return best;
  }
}
