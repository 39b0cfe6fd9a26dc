import { expect, test } from "vitest";
import { hostsOf, isDiskLow, routesOf, type RankNow } from "./installation.js";

const rank = (number: number, host: string, job: string | null = null): RankNow => ({
  rank: number,
  host,
  job,
  filename: job,
  segment: null,
  since: null,
});

test("ranks are grouped by machine, in order", () => {
  const ranks = [rank(2, "b"), rank(0, "a", "talk.mp4"), rank(1, "a")];
  const hosts = hostsOf([{ id: "g", host: "a", seenAt: "", ranks }]);
  expect(hosts.map(({ host, busy, ranks: its }) => [host, busy, its.map((one) => one.rank)])).toEqual([
    ["a", 1, [0, 1]],
    ["b", 0, [2]],
  ]);
});

test("two groups on one machine stay apart", () => {
  const group = (id: string) => ({ id, host: "a", seenAt: "", ranks: [rank(0, "a")] });
  expect(new Set(hostsOf([group("g"), group("h")]).map(({ key }) => key)).size).toBe(2);
});

test("language pairs are grouped by translator and source", () => {
  const pair = (source: string, target: string) => ({ source, target, by: "apertium" });
  expect(routesOf([pair("en", "es"), pair("en", "ca"), pair("es", "en")])).toEqual([
    {
      name: "apertium",
      count: 3,
      sources: [
        ["en", ["es", "ca"]],
        ["es", ["en"]],
      ],
    },
  ]);
});

test("a disk is nearly full before it is", () => {
  expect(isDiskLow({ totalBytes: 100, freeBytes: 20, leastBytes: 10 })).toBe(true);
  expect(isDiskLow({ totalBytes: 100, freeBytes: 40, leastBytes: 10 })).toBe(false);
});
