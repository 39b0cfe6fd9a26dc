import { describe, expect, it } from "vitest";
import { seekByKey, timeUnder } from "./seek-keys.js";

describe("keys of the seek bar", () => {
  it("step within the video", () => {
    const at = { time: 58, duration: 60 };
    expect(
      ["ArrowLeft", "ArrowRight", "PageDown", "PageUp", "Home", "End", "x"].map((key) => seekByKey(key, at)),
    ).toEqual([53, 60, 28, 60, 0, 60, null]);
  });
});

describe("the pointer on the seek bar", () => {
  it("gives the time under it, also outside of the bar", () => {
    const bar = { left: 100, width: 200 };
    expect([50, 100, 150, 300, 400].map((x) => timeUnder(x, bar, 60))).toEqual([0, 0, 15, 60, 60]);
    expect(timeUnder(10, { left: 0, width: 0 }, 60)).toBe(0);
  });
});
