import { describe, expect, it } from "vitest";
import { RankQueue, type Report } from "./rank-queue.js";
import type { LoadedTask, TaskResult } from "./task.js";

const task = (segment: number): LoadedTask => ({
  task: { kind: "recognize", id: segment, language: "en", segment, sampleCount: 0, seconds: 1, estimate: 1 },
  samples: new Int16Array(0),
});
const recognized = (segment: number): TaskResult => ({
  kind: "recognized",
  segment,
  words: [],
  attempts: 1,
  engine: "",
});

/** A worker whose steps the test decides. */
function steppedWorker() {
  const begun: number[] = [];
  const dropped: number[] = [];
  const free = new Map<number, () => void>();
  const finish = new Map<number, () => void>();
  return {
    begun,
    dropped,
    /** The engine is free; the task is not done. */
    free: (segment: number) => free.get(segment)?.(),
    finish: (segment: number) => finish.get(segment)?.(),
    run({ task: { id = -1 } }: LoadedTask, onEngineFree: () => void) {
      begun.push(id);
      free.set(id, onEngineFree);
      return new Promise<{ result: TaskResult; seconds: number }>((resolve) => {
        finish.set(id, () => resolve({ result: recognized(id), seconds: 1 }));
      });
    },
    drop: (id: number) => dropped.push(id),
  };
}

function begin(...segments: number[]) {
  const worker = steppedWorker();
  const reports: string[] = [];
  const queue = new RankQueue({
    worker,
    onReport: ({ result, id }: Report) => {
      reports.push(result.kind === "engine-free" ? "free" : `${result.kind} ${id}`);
    },
    onError: (error) => {
      throw error;
    },
  });
  queue.push(...segments.map(task));
  return { worker, reports, queue };
}

/** Everything that can happen without the test has happened. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("RankQueue", () => {
  it("begins the next task when the one before is reported", async () => {
    const { worker, reports } = begin(1, 2);
    await settled();
    expect(worker.begun).toEqual([1]);
    worker.finish(1);
    await settled();
    expect(reports).toEqual(["recognized 1"]);
    expect(worker.begun).toEqual([1, 2]);
  });

  it("begins the next task as soon as the engine is free, and reports in order", async () => {
    const { worker, reports } = begin(1, 2);
    worker.free(1);
    await settled();
    expect(worker.begun).toEqual([1, 2]);
    worker.finish(2);
    await settled();
    expect(reports).toEqual([]);
    worker.finish(1);
    await settled();
    expect(reports).toEqual(["recognized 1", "recognized 2"]);
  });

  it("says that the engine is free when no task waits", async () => {
    const { worker, reports, queue } = begin(1);
    worker.free(1);
    await settled();
    expect(reports).toEqual(["free"]);
    queue.push(task(2));
    await settled();
    expect(worker.begun).toEqual([1, 2]);
  });

  it("has no more than two tasks under way", async () => {
    const { worker, reports } = begin(1, 2, 3);
    worker.free(1);
    await settled();
    worker.free(2);
    await settled();
    expect(worker.begun).toEqual([1, 2]);
    worker.finish(1);
    await settled();
    expect(reports).toEqual(["recognized 1"]);
    expect(worker.begun).toEqual([1, 2, 3]);
  });

  it("drops a task that waits at once, and hands on the drop of one that is under way", async () => {
    const { worker, reports, queue } = begin(1, 2);
    queue.drop(2);
    expect(reports).toEqual(["dropped 2"]);
    queue.drop(1);
    expect(worker.dropped).toEqual([1]);
    worker.finish(1);
    await settled();
    expect(worker.begun).toEqual([1]);
  });
});
