import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairTaskQueue, type CallersJob } from "./fair-task-queue.js";

interface Task {
  name: string;
  cost: number;
  job: CallersJob;
  urgent?: boolean;
}

const make = (): FairTaskQueue<Task> =>
  new FairTaskQueue({ costOf: ({ cost }) => cost, jobOf: ({ job }) => job, isUrgent: ({ urgent }) => urgent === true });
const names = (queue: FairTaskQueue<Task>): string =>
  Array.from({ length: queue.size }, () => queue.take()?.name ?? "nothing").join(" ");

describe("FairTaskQueue", () => {
  it("takes the next task of the caller for whom the least was done, and does the jobs of a caller one after another", () => {
    const queue = make();
    const [first, second, other] = [{ caller: "ann" }, { caller: "ann" }, { caller: "bob" }];
    for (const name of ["a1", "a2", "a3"]) queue.add({ name, cost: 2, job: first });
    queue.add({ name: "z1", cost: 9, job: second });
    for (const name of ["b1", "b2", "b3"]) queue.add({ name, cost: 1, job: other });
    expect(names(queue)).toBe("a1 b1 b2 a2 b3 a3 z1");
  });

  it("starts a late caller level with the others, and does not forget what a caller had when the caller leaves", () => {
    const queue = make();
    const [ann, bob] = [{ caller: "ann" }, { caller: "bob" }];
    for (let i = 0; i < 10; i++) queue.add({ name: `a${i}`, cost: 1, job: ann });
    for (let i = 0; i < 5; i++) queue.take();
    for (let i = 0; i < 3; i++) queue.add({ name: `b${i}`, cost: 1, job: bob });
    // Bob does not get five turns in a row.
    expect(names(queue)).toMatch(/^b0 a5 b1 a6 b2 a7/);
    queue.add({ name: "a", cost: 5, job: ann });
    queue.add({ name: "b", cost: 1, job: bob });
    queue.take();
    queue.take();
    queue.add({ name: "a again", cost: 1, job: ann });
    queue.add({ name: "b again", cost: 1, job: bob });
    expect(queue.take()?.name).toBe("b again");
  });

  it("takes an urgent task before all others, whatever the turn of its caller", () => {
    const queue = make();
    const [ann, bob] = [{ caller: "ann" }, { caller: "bob" }];
    queue.add({ name: "a", cost: 1, job: ann });
    queue.add({ name: "b", cost: 9, job: bob });
    queue.take();
    queue.add({ name: "a now", cost: 1, job: ann, urgent: true });
    expect(queue.take()?.name).toBe("a now");
  });

  it("returns each task once and counts right, also after tasks were removed", () => {
    const drawn = fc.array(
      fc.record({ caller: fc.integer({ min: 0, max: 3 }), job: fc.integer({ min: 0, max: 2 }), out: fc.boolean() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(drawn, (list) => {
        const queue = make();
        const jobs = Array.from({ length: 12 }, (_, i) => ({ caller: String(i % 4) }));
        const all = list.map(({ caller, job, out }, i) => ({
          task: { name: String(i), cost: 1 + (i % 3), job: jobs[caller + 4 * job] ?? { caller: "" } },
          out,
        }));
        for (const { task } of all) queue.add(task);
        for (const { task, out } of all)
          if (out) expect([queue.remove(task), queue.remove(task)]).toEqual([true, false]);
        const left = all.filter(({ out }) => !out).map(({ task }) => task);
        expect([queue.size, queue.cost]).toEqual([left.length, left.reduce((sum, { cost }) => sum + cost, 0)]);
        const taken: string[] = [];
        while (queue.size > 0) {
          expect(queue.peek()).toBeDefined();
          taken.push(queue.take()?.name ?? "");
        }
        expect(taken.toSorted()).toEqual(left.map(({ name }) => name).toSorted());
        expect(queue.take()).toBeUndefined();
      }),
    );
  });
});
