import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reachOf, rowOf } from "./large-displacements.js";

const MOST = 20;
const PIECES = fc.array(fc.tuple(fc.nat(60), fc.nat(300)), { minLength: 1, maxLength: 6 });

/** Whether all numbers with this base and unit are ints of at most MOST. */
function isSaid(counts: number[], displs: number[], base: number, unit: number): boolean {
  return counts.every((count, i) => {
    const displ = ((displs[i] ?? 0) - base) / unit;
    if (count === 0) return true;
    return (
      Number.isInteger(count / unit) &&
      count / unit <= MOST &&
      Number.isInteger(displ) &&
      displ >= -MOST - 1 &&
      displ <= MOST
    );
  });
}

describe("reachOf", () => {
  it("returns a base and a unit with which all numbers are ints", () => {
    fc.assert(
      fc.property(PIECES, fc.integer({ min: 1, max: 12 }), (pieces, factor) => {
        const counts = pieces.map(([count]) => count * factor);
        const displs = pieces.map(([, displ]) => displ * factor);
        const reach = reachOf(counts, displs, MOST);
        if (reach) expect(isSaid(counts, displs, reach.base, reach.unit)).toBe(true);
      }),
    );
  });

  it("finds a base and a unit whenever they exist", () => {
    fc.assert(
      fc.property(PIECES, (pieces) => {
        const counts = pieces.map(([count]) => count);
        const displs = pieces.map(([, displ]) => displ);
        if (reachOf(counts, displs, MOST)) return;
        const bases = Array.from({ length: 301 }, (_, base) => base);
        for (let unit = 1; unit <= 60; unit++) {
          expect(bases.some((base) => isSaid(counts, displs, base, unit))).toBe(false);
        }
      }),
    );
  });

  it("accepts any displacement for empty pieces", () => {
    expect(reachOf([0, 0], [1000, 5], MOST)).toEqual({ base: 0, unit: 1 });
  });

  it("reaches 2^32 elements from a base in the middle", () => {
    expect(reachOf([3, 5], [0, 2 ** 32 - 1])).toEqual({ base: 2 ** 31, unit: 1 });
    expect(reachOf([3, 5], [0, 2 ** 32])).toBeNull();
    expect(reachOf([6, 4], [0, 2 ** 32 + 2])).toEqual({ base: 2 ** 32, unit: 2 });
  });
});

describe("rowOf", () => {
  it("places pieces one after another", () => {
    expect(rowOf([3, 0, 5], { extent: 2, end: 2 })).toEqual({ displs: [0, 3, 3], bytes: 16 });
  });
  it("leaves space for gaps, and for data beyond the extent", () => {
    expect(rowOf([2, 1], { extent: 3, end: 2 })).toEqual({ displs: [0, 2], bytes: 8 });
    expect(rowOf([2, 1], { extent: 2, end: 7 })).toEqual({ displs: [0, 5], bytes: 17 });
  });
});
