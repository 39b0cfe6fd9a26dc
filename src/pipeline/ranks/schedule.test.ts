import { describe, expect, it } from "vitest";
import { Dealer } from "./schedule.js";
import type { Task } from "./task.js";

const recognize = (segment: number, estimate: number): Task => ({
  kind: "recognize",
  language: "en",
  segment,
  sampleCount: 0,
  seconds: estimate,
  estimate,
});
const translate = (batch: number): Task => ({
  kind: "translate",
  translator: "apertium",
  batch,
  source: "en",
  target: "es",
  texts: [],
  estimate: 1,
});
const dealt = (dealer: Dealer): Task[] =>
  Array.from({ length: dealer.size }, () => dealer.take()).filter((task) => task !== undefined);
const numberOf = (task: Task | undefined): number =>
  task?.kind === "recognize" ? task.segment : -1 - (task?.kind === "translate" ? task.batch : 99);

describe("Dealer", () => {
  it("deals translations, then the video's first segment, then the longest, equals in order of the video", () => {
    const dealer = new Dealer();
    for (const task of [
      recognize(0, 10),
      recognize(1, 12),
      translate(1),
      recognize(2, 12),
      recognize(3, 3),
      translate(0),
    ])
      dealer.add(task);
    expect(dealt(dealer).map(numberOf)).toEqual([-1, -2, 0, 1, 2, 3]);
  });

  it("gives one task each in the first share while speeds are unknown", () => {
    const dealer = new Dealer();
    for (let i = 0; i < 40; i++) dealer.add(recognize(i, 40 - i));
    expect(dealer.firstShares(3).map((share) => share.map(numberOf))).toEqual([[0], [1], [2]]);
    expect(dealer.size).toBe(37);
  });

  it("gives up to a quarter of the work by speed where speeds are known", () => {
    const dealer = new Dealer();
    for (let i = 0; i < 80; i++) dealer.add(recognize(i, 1));
    const shares = dealer.firstShares(3, [1, 1, 0.5]);
    expect(shares.flat().length).toBe(20);
    expect(shares.map((share) => share.length)).toEqual([8, 8, 4]);
  });

  it("leaves ranks without a task when there are fewer tasks than ranks", () => {
    const dealer = new Dealer();
    dealer.add(recognize(0, 1));
    expect(dealer.firstShares(4).map((share) => share.length)).toEqual([1, 0, 0, 0]);
  });
});
