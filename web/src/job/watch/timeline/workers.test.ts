import { describe, expect, it } from "vitest";
import { afterEvents, liveJobOf, type JobEvent } from "../live/live-job.js";
import { workersOf } from "./workers.js";

const job = liveJobOf({
  status: "running",
  duration: 60,
  progress: 0,
  segments: { done: 0, failed: 0, total: 0 },
  startedAt: null,
});
const segment = (index: number, state: string, rank: number | null, attempts = 1) => ({
  index,
  start: index * 10,
  end: index * 10 + 10,
  state,
  rank,
  host: rank === null ? null : `node${rank}`,
  attempts,
});
const events = (...data: unknown[]): JobEvent[] =>
  data.map((one, place) => ({ id: place + 1, type: "segment", data: one }));

describe("workers", () => {
  it("are in the order of their ranks, with their finished and present segments", () => {
    const live = afterEvents(job, events(segment(0, "done", 1), segment(1, "running", 0), segment(2, "done", 1)), null);
    expect(workersOf(live)).toMatchObject([
      { rank: 0, host: "node0", done: 0, running: [{ index: 1 }], isGone: false },
      { rank: 1, host: "node1", done: 2, running: [], isGone: false },
    ]);
  });

  it("stay in the list when they die, and are no longer lost when they work again", () => {
    const lost = [segment(0, "running", 1), segment(0, "waiting", null), segment(0, "running", 0, 2)];
    const gone = afterEvents(job, events(...lost), null);
    expect(workersOf(gone).map(({ rank, isGone }) => [rank, isGone])).toEqual([
      [0, false],
      [1, true],
    ]);
    const back = afterEvents(job, events(...lost, segment(1, "running", 1)), null);
    expect(workersOf(back).map(({ isGone }) => isGone)).toEqual([false, false]);
  });

  it("are not marked as lost when the job is cancelled", () => {
    const live = afterEvents(job, events(segment(0, "running", 1), segment(0, "waiting", null)), null);
    const cancelled = afterEvents(live, [{ id: 3, type: "status", data: { status: "cancelled" } }], null);
    expect(workersOf(cancelled).some(({ isGone }) => isGone)).toBe(false);
  });

  it("do not include the missing worker of a segment that was already known", () => {
    expect(workersOf(afterEvents(job, events(segment(0, "done", null, 0)), null))).toEqual([]);
  });
});
