import { expect, it } from "vitest";
import type { JobEvent } from "../job-events.js";
import { SegmentReports } from "./segment-reports.js";

const SEGMENT = { index: 3, start: 16_000, end: 40_000, audioStart: 0, audioEnd: 56_000 };
const SPAN = { index: 3, start: 1, end: 2.5 };

it("reports a segment in seconds, with its rank", () => {
  const events: JobEvent[] = [];
  const reports = new SegmentReports((event) => events.push(event));
  reports.waits(SEGMENT);
  reports.begins(SEGMENT, { rank: 1, host: "node1" });
  reports.ends(SEGMENT, "done", 2);
  expect(events).toEqual(
    [
      { state: "waiting", rank: null, host: null, attempts: 0 },
      { state: "running", rank: 1, host: "node1", attempts: 1 },
      { state: "done", rank: 1, host: "node1", attempts: 2 },
    ].map((what) => ({ type: "segment", segment: { ...SPAN, ...what } })),
  );
});

it("reports words of an earlier run without a rank", () => {
  const events: JobEvent[] = [];
  new SegmentReports((event) => events.push(event)).ends(SEGMENT, "done", 0);
  expect(events).toEqual([
    { type: "segment", segment: { ...SPAN, state: "done", rank: null, host: null, attempts: 0 } },
  ]);
});
