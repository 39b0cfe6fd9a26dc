import { expect, it } from "vitest";
import type { SegmentChange } from "../../pipeline/job-events.js";
import type { SegmentRecord } from "../../store/jobs/segments.js";
import { SegmentStates } from "./segment-states.js";

const WAITS: SegmentChange = { index: 0, start: 0, end: 10, state: "waiting", rank: null, host: null, attempts: 0 };
const RUNS: SegmentChange = { ...WAITS, state: "running", rank: 1, host: "a", attempts: 1 };
const DONE: SegmentChange = { ...RUNS, state: "done" };

it("the last state of each changed segment is returned once", () => {
  const states = new SegmentStates([]);
  states.take(WAITS);
  states.take({ ...WAITS, index: 1 });
  states.take(RUNS);
  expect(states.changes()).toEqual([RUNS, { ...WAITS, index: 1 }]);
  expect(states.changes()).toEqual([]);
});

it("a segment's attempts include those of ranks that were lost", () => {
  const states = new SegmentStates([]);
  states.take(RUNS);
  states.returnRunning();
  expect(states.changes()).toEqual([{ ...WAITS, attempts: 1 }]);
  states.take(WAITS);
  expect(states.changes()).toEqual([{ ...WAITS, attempts: 1 }]);
  states.take({ ...RUNS, rank: 0 });
  states.take({ ...DONE, rank: 0 });
  expect(states.changes()).toEqual([{ ...DONE, rank: 0, attempts: 2 }]);
});

it("a segment that an earlier run finished keeps its rank and attempts", () => {
  const before: SegmentRecord[] = [{ ...DONE, attempts: 2 }];
  const states = new SegmentStates(before);
  states.take({ ...WAITS, state: "done" });
  expect(states.changes()).toEqual([]);
  // Cut in another place, it is another segment.
  states.take({ ...RUNS, end: 12 });
  expect(states.changes()).toEqual([{ ...RUNS, end: 12 }]);
});
