import { describe, expect, it } from "vitest";
import type { Segment } from "../live/live-job.js";
import { layOutTimeline, marksOf, segmentAt } from "./timeline-layout.js";

const done = (index: number, seconds: number, more: Partial<Segment> = {}): Segment => ({
  index,
  start: index * seconds,
  end: (index + 1) * seconds,
  state: "done",
  rank: index % 2,
  host: "node1",
  attempts: 1,
  ...more,
});
const many = (count: number, seconds: number, more: (index: number) => Partial<Segment> = () => ({})): Segment[] =>
  Array.from({ length: count }, (_, index) => done(index, seconds, more(index)));

describe("the timeline", () => {
  it("gives each segment a bar if there is room", () => {
    const bars = layOutTimeline(many(4, 10), 40, 400);
    expect(bars.map(({ x, width }) => [x, width])).toEqual([
      [0, 99],
      [100, 99],
      [200, 99],
      [300, 99],
    ]);
    expect(bars.map(({ worker }) => worker?.rank)).toEqual([0, 1, 0, 1]);
  });

  it("lets neighbours share a bar if there is no room, and covers all of them", () => {
    const segments = many(900, 12);
    const bars = layOutTimeline(segments, 10_800, 360);
    expect(bars.length).toBeLessThanOrEqual(90);
    expect(bars[0]).toMatchObject({ first: 0, x: 0 });
    expect(bars.at(-1)?.last).toBe(899);
    for (const [place, bar] of bars.entries()) if (place > 0) expect(bar.first).toBe((bars[place - 1]?.last ?? 0) + 1);
  });

  it("shows the most important state of a shared bar", () => {
    const states = ["done", "running", "done", "failed"] as const;
    const bars = layOutTimeline(
      many(4, 1, (index) => ({ state: states[index] ?? "done", attempts: index === 3 ? 3 : 1 })),
      400,
      400,
    );
    expect(bars).toMatchObject([{ first: 0, last: 3, state: "failed", isAgain: true, worker: { rank: 1 } }]);
  });

  it("marks a segment that waits after an attempt as done again", () => {
    const [bar] = layOutTimeline([done(0, 10, { state: "waiting", rank: null, host: null, attempts: 1 })], 10, 100);
    expect(bar).toMatchObject({ state: "waiting", isAgain: true, worker: null });
  });

  it("is empty without width or duration", () => {
    expect(layOutTimeline(many(3, 10), 0, 100)).toEqual([]);
    expect(layOutTimeline(many(3, 10), 30, 0)).toEqual([]);
  });

  it("finds the segment of a time", () => {
    const segments = many(3, 10);
    expect([0, 9.9, 10, 29.9, 30, -1].map((seconds) => segmentAt(segments, seconds))).toEqual([0, 0, 1, 2, -1, -1]);
    expect(segmentAt([], 3)).toBe(-1);
  });

  it("has marks at round times, with gaps between them", () => {
    expect(marksOf(65, 400)).toEqual([0, 15, 30, 45, 60]);
    expect(marksOf(10_800, 360)).toEqual([0, 3600, 7200, 10_800]);
    expect(marksOf(0, 100)).toEqual([]);
  });
});
