import { describe, expect, it } from "vitest";
import { beginRate, nextRate, secondsLeft } from "./transfer-rate.js";

describe("the speed of an upload", () => {
  it("is unknown in the first second", () => {
    expect(nextRate(beginRate(0, 0), 5_000_000, 900).perSecond).toBeNull();
    expect(nextRate(beginRate(0, 0), 2_000_000, 2000).perSecond).toBe(1_000_000);
  });

  it("counts only bytes that were sent after a resumption", () => {
    expect(nextRate(beginRate(9_000_000, 500), 10_000_000, 1500).perSecond).toBe(1_000_000);
  });

  it("follows a change slowly, and reaches it", () => {
    let rate = nextRate(beginRate(0, 0), 1_000_000, 1000);
    rate = nextRate(rate, 1_000_000 + 500_000, 1500);
    expect(rate.perSecond).toBe(1_000_000);
    rate = nextRate(rate, 1_500_000 + 250_000, 2500);
    expect(rate.perSecond).toBeGreaterThan(750_000);
    let bytes = 1_750_000;
    for (let at = 3500; at < 60_000; at += 1000) rate = nextRate(rate, (bytes += 250_000), at);
    expect(rate.perSecond).toBeCloseTo(250_000, -3);
  });

  it("combines bursts", () => {
    const rate = nextRate(beginRate(0, 0), 1_000_000, 1000);
    expect(nextRate(rate, 1_900_000, 1010)).toBe(rate);
  });

  it("begins again if the server has less than assumed", () => {
    const rate = nextRate(beginRate(0, 0), 4_000_000, 1000);
    const back = nextRate(rate, 1_000_000, 2000);
    expect(back).toMatchObject({ bytes: 1_000_000, perSecond: 4_000_000 });
  });
});

describe("the remaining time of an upload", () => {
  it("is the rest divided by the speed", () => expect(secondsLeft(250, 1000, 10)).toBe(75));
  it("is unknown without a speed", () => {
    expect(secondsLeft(0, 1000, null)).toBeNull();
    expect(secondsLeft(0, 1000, 0)).toBeNull();
  });
  it("is never negative", () => expect(secondsLeft(1100, 1000, 10)).toBe(0));
});
