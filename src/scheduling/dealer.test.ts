import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Dealer } from "./dealer.js";

interface Job {
  name: string;
  cost: number;
}

const byCost = (): Dealer<Job> => new Dealer({ costOf: (job) => job.cost });
const names = (dealer: Dealer<Job>): string[] =>
  Array.from({ length: dealer.size }, () => dealer.take()?.name ?? "nothing");

describe("Dealer", () => {
  it("gives the costliest first, equals in the order in which they came", () => {
    const dealer = byCost();
    for (const [name, cost] of Object.entries({ a: 1, b: 3, c: 1, d: 2, e: 3, f: 1 })) dealer.add({ name, cost });
    expect(names(dealer)).toEqual(["b", "e", "d", "a", "c", "f"]);
    expect(dealer.take()).toBeUndefined();
  });

  it("follows another order where one is given", () => {
    const dealer = new Dealer<Job>({ costOf: (job) => job.cost, comesBefore: (a, b) => a.name < b.name });
    for (const name of ["c", "a", "b"]) dealer.add({ name, cost: 1 });
    expect(names(dealer)).toEqual(["a", "b", "c"]);
  });

  it("agrees with a stable sort, whatever is taken out between", () => {
    const jobs = fc.array(fc.record({ cost: fc.integer({ min: 0, max: 9 }), out: fc.boolean() }), { maxLength: 60 });
    fc.assert(
      fc.property(jobs, (drawn) => {
        const dealer = byCost();
        const all = drawn.map(({ cost, out }, i) => ({ name: String(i), cost, out }));
        for (const job of all) dealer.add(job);
        for (const job of all) if (job.out) expect(dealer.remove(job)).toBe(true);
        const left = all.filter((job) => !job.out);
        expect(dealer.cost).toBe(left.reduce((sum, job) => sum + job.cost, 0));
        expect(dealer.peek()).toBe(left.toSorted((a, b) => b.cost - a.cost)[0]);
        expect(names(dealer)).toEqual(left.toSorted((a, b) => b.cost - a.cost).map((job) => job.name));
      }),
    );
  });

  it("knows what does not wait any more", () => {
    const dealer = byCost();
    const job = { name: "a", cost: 0.1 };
    dealer.add(job);
    dealer.take();
    expect(dealer.remove(job)).toBe(false);
    expect([dealer.size, dealer.cost]).toEqual([0, 0]);
  });

  it("gives first shares by speed, one task each where no speed is known", () => {
    const filled = (): Dealer<Job> => {
      const dealer = byCost();
      for (let i = 0; i < 80; i++) dealer.add({ name: String(i), cost: 1 });
      return dealer;
    };
    const lengths = (shares: Job[][]): number[] => shares.map((share) => share.length);
    expect(lengths(filled().firstShares(3))).toEqual([1, 1, 1]);
    expect(lengths(filled().firstShares(3, [1, 1, 0.5]))).toEqual([8, 8, 4]);
    expect(lengths(byCost().firstShares(2))).toEqual([0, 0]);
  });
});
