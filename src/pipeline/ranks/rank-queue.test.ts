import { describe, expect, it } from "vitest";
import { RankQueue } from "./rank-queue.js";
import type { LoadedTask, RankMessage, TaskResult } from "./task.js";

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

/** A worker whose tasks end when the test says so. */
function steppedWorker() {
  const begun: number[] = [];
  const dropped: number[] = [];
  const free = new Map<number, () => void>();
  const finish = new Map<number, () => void>();
  return {
    rank: 0,
    begun,
    dropped,
    /** The engine is free; the task is not done. */
    free: (segment: number) => free.get(segment)?.(),
    finish: (segment: number) => finish.get(segment)?.(),
    run({ task: { id = -1 } }: LoadedTask, onEngineFree: () => void) {
      begun.push(id);
      free.set(id, onEngineFree);
      return new Promise<TaskResult>((resolve) => {
        finish.set(id, () => resolve(recognized(id)));
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
    onMessage: (message: RankMessage) => {
      reports.push("engineFree" in message ? "free" : `${message.result.kind} ${message.id}`);
    },
    onError: (error) => {
      throw error;
    },
  });
  queue.push(...segments.map(task));
  return { worker, reports, queue };
}

/** Resolves after all microtasks have run. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("RankQueue", () => {
  it("begins the next task when the result of the one before was sent", async () => {
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

  it("sends that the engine is free if no task waits", async () => {
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

  it("drops a waiting task at once, and lets the worker drop one that is under way", async () => {
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
