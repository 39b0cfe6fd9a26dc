/** Descriptions of a segment for tooltips, screen readers and the table. */
import { clock, decimal } from "../../language/format.js";
import type { Texts } from "../../language/texts.js";
import { workerOf, type Segment, type Worker } from "./live/live-job.js";

/** People count from 1. */
export const workerName = (t: Texts, { rank, host }: Worker): string =>
  host === "" ? t.watch.worker(decimal(rank + 1, 0)) : t.watch.workerOn(decimal(rank + 1, 0), host);

/** @example stateText(t, segment); // "being done, again" */
export function stateText(t: Texts, { state, attempts, rank }: Segment): string {
  const isAgain = state === "waiting" ? attempts > 0 : state === "running" && attempts > 1;
  if (isAgain) return `${t.watch.segment[state]}, ${t.watch.again}`;
  if (state === "done" && rank === null) return t.watch.knownBefore;
  return t.watch.segment[state];
}

/** @example describeSegment(t, segment); // "Part 8, 1:24 to 1:36: being done, again, Worker 2 on node2, try 2" */
export function describeSegment(t: Texts, segment: Segment): string {
  const worker = workerOf(segment);
  const words = [
    stateText(t, segment),
    ...(worker ? [workerName(t, worker)] : []),
    ...(segment.attempts > 1 ? [t.watch.attempt(decimal(segment.attempts, 0))] : []),
  ];
  const span = t.watch.fromTo(clock(segment.start), clock(segment.end));
  return `${t.watch.part(decimal(segment.index + 1, 0))}, ${span}: ${words.join(", ")}`;
}
