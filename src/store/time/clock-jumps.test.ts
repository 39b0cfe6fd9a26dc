import { describe, expect, it } from "vitest";
import { unexplained } from "./clock-jumps.js";

const [MINUTE, HOUR, DAY] = [60, 3600, 24 * 3600];

describe("a jump of the clock", () => {
  it("is zero if a monotonic clock counts the same time, however long the gap between two looks", () => {
    for (const seconds of [0, 15 * MINUTE, 9 * HOUR, 90 * DAY]) expect(unexplained(seconds, seconds)).toBe(0);
    expect(unexplained(15 * MINUTE + 200, 15 * MINUTE)).toBe(0);
  });

  it("is the difference to a monotonic clock, in either direction", () => {
    expect(unexplained(365 * DAY + 4, 4)).toBe(365 * DAY);
    expect(unexplained(HOUR + 10, 10)).toBe(HOUR);
    expect(unexplained(900 - 365 * DAY, 900)).toBe(-365 * DAY);
    expect(unexplained(0, 2 * HOUR)).toBe(-2 * HOUR);
  });

  it("is the whole gap if no monotonic clock measured it, unless the gap is as short as between two looks", () => {
    expect(unexplained(15 * MINUTE, null)).toBe(0);
    expect(unexplained(30 * DAY, null)).toBe(30 * DAY);
    expect(unexplained(-30 * DAY, null)).toBe(-30 * DAY);
    expect(unexplained(-1, null)).toBe(0);
  });
});
