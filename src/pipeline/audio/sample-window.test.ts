import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SampleWindow } from "./sample-window.js";

describe("SampleWindow", () => {
  it("returns the samples of any range that was not forgotten, however they were appended", () => {
    const all = Int16Array.from({ length: 200 }, (_, i) => i);
    const cuts = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 10 });
    fc.assert(
      fc.property(cuts, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }), (drawn, one, other) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other)];
        const window = new SampleWindow();
        const places = [0, ...drawn.toSorted((a, b) => a - b), 200];
        for (const [i, at] of places.slice(1).entries()) window.append(all.subarray(places[i], at));
        window.forget(start);
        expect(window.slice(start, end)).toEqual(all.slice(start, end));
      }),
    );
  });

  it("refuses samples that were forgotten or are not there yet", () => {
    const window = new SampleWindow();
    window.append(new Int16Array(10));
    window.append(new Int16Array(10));
    window.forget(12);
    expect(() => window.slice(5, 15)).toThrow(/samples 5 to 15 are not within 10 to 20/);
    expect(() => window.slice(15, 21)).toThrow(RangeError);
  });
});
