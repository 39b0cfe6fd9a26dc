/** The order in which the tasks of one job are dealt. Pure. */
import type { Task } from "./task.js";

/**
 * Whether `a` is dealt before `b`. Translations go first: they are small and complete what people see. Then the video's
 * first segment, because people wait for its words; then the longest task. Equal ones go in the order of the video.
 */
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
