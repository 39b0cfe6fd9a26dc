import { describe, expect, it } from "vitest";
import { TaskQueue } from "../../scheduling/task-queue.js";
import { comesBefore } from "./task-order.js";
import type { Task } from "./task.js";

const recognize = (segment: number, estimate: number): Task => ({
  kind: "recognize",
  language: "en",
  segment,
  sampleCount: 0,
  seconds: estimate,
  estimate,
});
const translate = (batch: number): Task => ({
  kind: "translate",
  translator: "apertium",
  batch,
  source: "en",
  target: "es",
  texts: [],
  estimate: 1,
});
const numberOf = (task: Task | undefined): number =>
  task?.kind === "recognize" ? task.segment : -1 - (task?.kind === "translate" ? task.batch : 99);

describe("the order of a job's tasks", () => {
  it("is translations, then the video's first segment, then the longest, and equals in the order of the video", () => {
    const queue = new TaskQueue<Task>({ costOf: (task) => task.estimate, comesBefore });
    const tasks = [recognize(0, 10), recognize(1, 12), translate(1), recognize(2, 12), recognize(3, 3), translate(0)];
    for (const task of tasks) queue.add(task);
    expect(tasks.map(() => numberOf(queue.take()))).toEqual([-1, -2, 0, 1, 2, 3]);
  });
});
