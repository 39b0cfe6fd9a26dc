import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FairDealer, type Line } from "./fair-dealer.js";

interface Job {
  name: string;
  cost: number;
  line: Line;
  urgent?: boolean;
}

const make = (): FairDealer<Job> =>
  new FairDealer({ costOf: ({ cost }) => cost, lineOf: ({ line }) => line, isUrgent: ({ urgent }) => urgent === true });
const names = (dealer: FairDealer<Job>): string =>
  Array.from({ length: dealer.size }, () => dealer.take()?.name ?? "nothing").join(" ");

describe("FairDealer", () => {
  it("gives callers their turns by what was done for them, and each caller's lines one after another", () => {
    const dealer = make();
    const [first, second, other] = [{ caller: "ann" }, { caller: "ann" }, { caller: "bob" }];
    for (const name of ["a1", "a2", "a3"]) dealer.add({ name, cost: 2, line: first });
    dealer.add({ name: "z1", cost: 9, line: second });
    for (const name of ["b1", "b2", "b3"]) dealer.add({ name, cost: 1, line: other });
    expect(names(dealer)).toBe("a1 b1 b2 a2 b3 a3 z1");
  });

  it("begins one who comes late where the others are, and lets nobody wipe out what he had by leaving", () => {
    const dealer = make();
    const [ann, bob] = [{ caller: "ann" }, { caller: "bob" }];
    for (let i = 0; i < 10; i++) dealer.add({ name: `a${i}`, cost: 1, line: ann });
    for (let i = 0; i < 5; i++) dealer.take();
    for (let i = 0; i < 3; i++) dealer.add({ name: `b${i}`, cost: 1, line: bob });
    // Bob does not get five turns in a row.
    expect(names(dealer)).toMatch(/^b0 a5 b1 a6 b2 a7/);
    dealer.add({ name: "a", cost: 5, line: ann });
    dealer.add({ name: "b", cost: 1, line: bob });
    dealer.take();
    dealer.take();
    dealer.add({ name: "a again", cost: 1, line: ann });
    dealer.add({ name: "b again", cost: 1, line: bob });
    expect(dealer.take()?.name).toBe("b again");
  });

  it("lets urgent tasks wait for nobody's turn", () => {
    const dealer = make();
    const [ann, bob] = [{ caller: "ann" }, { caller: "bob" }];
    dealer.add({ name: "a", cost: 1, line: ann });
    dealer.add({ name: "b", cost: 9, line: bob });
    dealer.take();
    dealer.add({ name: "a now", cost: 1, line: ann, urgent: true });
    expect(dealer.take()?.name).toBe("a now");
  });

  it("gives each task once and counts right, whatever is taken out between", () => {
    const drawn = fc.array(
      fc.record({ caller: fc.integer({ min: 0, max: 3 }), line: fc.integer({ min: 0, max: 2 }), out: fc.boolean() }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(drawn, (list) => {
        const dealer = make();
        const lines = Array.from({ length: 12 }, (_, i) => ({ caller: String(i % 4) }));
        const all = list.map(({ caller, line, out }, i) => ({
          job: { name: String(i), cost: 1 + (i % 3), line: lines[caller + 4 * line] ?? { caller: "" } },
          out,
        }));
        for (const { job } of all) dealer.add(job);
        for (const { job, out } of all)
          if (out) expect([dealer.remove(job), dealer.remove(job)]).toEqual([true, false]);
        const left = all.filter(({ out }) => !out).map(({ job }) => job);
        expect([dealer.size, dealer.cost]).toEqual([left.length, left.reduce((sum, { cost }) => sum + cost, 0)]);
        const taken: string[] = [];
        while (dealer.size > 0) {
          expect(dealer.peek()).toBeDefined();
          taken.push(dealer.take()?.name ?? "");
        }
        expect(taken.toSorted()).toEqual(left.map(({ name }) => name).toSorted());
        expect(dealer.take()).toBeUndefined();
      }),
    );
  });
});
