/** The order in which tasks of the main job are dealt. Pure; the rest is src/scheduling. */
import { Dealer as AnyDealer } from "../../scheduling/dealer.js";
import type { Task } from "./task.js";

/**
 * Waiting tasks, the longest first; translations before all, because they are small and complete what people see.
 *
 * @example
 * const dealer = new Dealer();
 * dealer.add(task);
 * const [forRank0, forRank1] = dealer.firstShares(2);
 * const next = dealer.take();
 */
export class Dealer extends AnyDealer<Task> {
  constructor() {
    super({ costOf: (task) => task.estimate, comesBefore });
  }
}

/** Whether `a` is dealt before `b`. The video's first segment goes first: people wait for its words. Equal estimates go in order of the video. */
export function comesBefore(a: Task, b: Task): boolean {
  if (a.kind === "translate") return b.kind !== "translate" || a.batch < b.batch;
  if (b.kind === "translate") return false;
  if (isFirst(a) !== isFirst(b)) return isFirst(a);
  if (a.estimate !== b.estimate) return a.estimate > b.estimate;
  return placeOf(a) < placeOf(b);
}

function isFirst(task: Task): boolean {
  return task.kind === "recognize" && task.segment === 0;
}

function placeOf(task: Exclude<Task, { kind: "translate" }>): number {
  return task.kind === "recognize" ? task.segment : task.piece;
}
