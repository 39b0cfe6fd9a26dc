import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TaskQueue } from "./task-queue.js";

interface Job {
  name: string;
  cost: number;
}

const byCost = (): TaskQueue<Job> => new TaskQueue({ costOf: (job) => job.cost });
const names = (queue: TaskQueue<Job>): string[] =>
  Array.from({ length: queue.size }, () => queue.take()?.name ?? "nothing");

describe("TaskQueue", () => {
  it("returns the costliest task first, and equals in the order in which they were added", () => {
    const queue = byCost();
    for (const [name, cost] of Object.entries({ a: 1, b: 3, c: 1, d: 2, e: 3, f: 1 })) queue.add({ name, cost });
    expect(names(queue)).toEqual(["b", "e", "d", "a", "c", "f"]);
    expect(queue.take()).toBeUndefined();
  });

  it("follows another order if one is given", () => {
    const queue = new TaskQueue<Job>({ costOf: (job) => job.cost, comesBefore: (a, b) => a.name < b.name });
    for (const name of ["c", "a", "b"]) queue.add({ name, cost: 1 });
    expect(names(queue)).toEqual(["a", "b", "c"]);
  });

  it("agrees with a stable sort, also after tasks were removed", () => {
    const jobs = fc.array(fc.record({ cost: fc.integer({ min: 0, max: 9 }), out: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(jobs, (drawn) => {
        const queue = byCost();
        const all = drawn.map(({ cost, out }, i) => ({ name: String(i), cost, out }));
        for (const job of all) queue.add(job);
        for (const job of all) if (job.out) expect(queue.remove(job)).toBe(true);
        const left = all.filter((job) => !job.out);
        expect(queue.cost).toBe(left.reduce((sum, job) => sum + job.cost, 0));
        expect(queue.peek()).toBe(left.toSorted((a, b) => b.cost - a.cost)[0]);
        expect(names(queue)).toEqual(left.toSorted((a, b) => b.cost - a.cost).map((job) => job.name));
      }),
    );
  });

  it("does not remove a task that was taken", () => {
    const queue = byCost();
    const job = { name: "a", cost: 0.1 };
    queue.add(job);
    queue.take();
    expect(queue.remove(job)).toBe(false);
    expect([queue.size, queue.cost]).toEqual([0, 0]);
  });
});
