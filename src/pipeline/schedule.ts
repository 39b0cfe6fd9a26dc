/**
 * Who does what next. Pure.
 *
 * Longest first decides the tail: at the end only short segments are left, so ranks finish close together. A first share
 * is scattered to all at once, small while the ranks' speeds are unknown: a rank at half speed cannot give work back.
 */
import type { Task } from "./task.js";

/** Of the work known at the start, at most this much is in first shares when speeds are known. */
const FIRST_SHARE = 0.25;

/**
 * Waiting tasks, the longest first; translations before all, because they are small and complete what people see.
 *
 * @example
 * const dealer = new Dealer();
 * dealer.add(task);
 * const [forRank0, forRank1] = dealer.firstShares(2);
 * const next = dealer.take();
 */
export class Dealer {
  /** Ascending by precedence, so that the next task is popped from the end. */
  readonly #waiting: Task[] = [];

  get size(): number {
    return this.#waiting.length;
  }

  add(task: Task): void {
    let low = 0;
    let high = this.#waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const other = this.#waiting[middle];
      if (other && comesBefore(task, other)) low = middle + 1;
      else high = middle;
    }
    this.#waiting.splice(low, 0, task);
  }

  /** The task to deal next; undefined when none waits. */
  take(): Task | undefined {
    return this.#waiting.pop();
  }

  /**
   * The first share of each of `ranks` ranks: one task each while speeds are unknown; with speeds (1 is nominal), up to a quarter of
   * what waits, each rank in proportion to its speed and none without one task if there are enough.
   */
  firstShares(ranks: number, speeds?: readonly number[]): Task[][] {
    const shares: Task[][] = Array.from({ length: ranks }, () => []);
    const loads = new Array<number>(ranks).fill(0);
    const budget = speeds ? this.#waiting.reduce((sum, task) => sum + task.estimate, 0) * FIRST_SHARE : 0;
    let given = 0;
    for (;;) {
      const rank = lightest(shares, loads, speeds);
      const empty = shares[rank]?.length === 0;
      if (!empty && given >= budget) return shares;
      const task = this.take();
      if (!task) return shares;
      shares[rank]?.push(task);
      loads[rank] = (loads[rank] ?? 0) + task.estimate / (speeds?.[rank] ?? 1);
      given += task.estimate;
    }
  }
}

function lightest(shares: readonly Task[][], loads: readonly number[], speeds?: readonly number[]): number {
  let best = 0;
  for (let rank = 1; rank < shares.length; rank++) {
    const load = loads[rank] ?? 0;
    const bestLoad = loads[best] ?? 0;
    if (load < bestLoad || (load === bestLoad && (speeds?.[rank] ?? 1) > (speeds?.[best] ?? 1))) best = rank;
  }
  return best;
}

/** Whether `a` is dealt before `b`. Equal estimates go in order of the video. */
function comesBefore(a: Task, b: Task): boolean {
  if (a.kind !== b.kind) return a.kind === "translate";
  if (a.kind === "translate" && b.kind === "translate") return a.batch < b.batch;
  if (a.estimate !== b.estimate) return a.estimate > b.estimate;
  return a.kind === "recognize" && b.kind === "recognize" && a.segment < b.segment;
}
