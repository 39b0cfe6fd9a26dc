/** Reports each change of a segment's state, with the rank that works on it. */
import { SAMPLE_RATE } from "../speech/engine.js";
import type { JobEvent, SegmentChange, SegmentState } from "./job-events.js";
import type { Segment } from "./segmentation/segment.js";

type Who = Pick<SegmentChange, "rank" | "host">;

const NOBODY: Who = { rank: null, host: null };

/**
 * @example
 * const reports = new SegmentReports((event) => show(event));
 * reports.waits(segment);
 * reports.begins(segment, { rank: 1, host: "node1" });
 * reports.ends(segment, "done", 1);
 */
export class SegmentReports {
  readonly #onEvent: (event: JobEvent) => void;
  readonly #ranks = new Map<number, Who>();

  constructor(onEvent: (event: JobEvent) => void) {
    this.#onEvent = onEvent;
  }

  waits(segment: Segment): void {
    this.#report(segment, "waiting", NOBODY, 0);
  }

  begins(segment: Segment, { rank, host }: { rank: number; host: string }): void {
    const who = { rank, host };
    this.#ranks.set(segment.index, who);
    this.#report(segment, "running", who, 1);
  }

  /** @param attempts tries of its rank; 0 if no rank had to recognize it */
  ends(segment: Segment, state: "done" | "failed", attempts: number): void {
    this.#report(segment, state, this.#ranks.get(segment.index) ?? NOBODY, attempts);
    this.#ranks.delete(segment.index);
  }

  #report({ index, start, end }: Segment, state: SegmentState, who: Who, attempts: number): void {
    const span = { start: start / SAMPLE_RATE, end: end / SAMPLE_RATE };
    this.#onEvent({ type: "segment", segment: { index, ...span, state, ...who, attempts } });
  }
}
