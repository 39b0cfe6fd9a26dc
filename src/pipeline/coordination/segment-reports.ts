/** Reports each change of a segment's state, with its rank. */
import { SAMPLE_RATE } from "../../speech/engine.js";
import type { JobEvent, SegmentChange, SegmentState } from "../job-events.js";
import type { Segment } from "../segmentation/segment.js";

type RankOfSegment = Pick<SegmentChange, "rank" | "host">;

const NO_RANK: RankOfSegment = { rank: null, host: null };

/**
 * @example
 * const reports = new SegmentReports((event) => show(event));
 * reports.waits(segment);
 * reports.begins(segment, { rank: 1, host: "node1" });
 * reports.ends(segment, "done", 1);
 */
export class SegmentReports {
  readonly #onEvent: (event: JobEvent) => void;
  readonly #ranks = new Map<number, RankOfSegment>();

  constructor(onEvent: (event: JobEvent) => void) {
    this.#onEvent = onEvent;
  }

  waits(segment: Segment): void {
    this.#report(segment, "waiting", NO_RANK, 0);
  }

  begins(segment: Segment, { rank, host }: { rank: number; host: string }): void {
    this.#ranks.set(segment.index, { rank, host });
    this.#report(segment, "running", { rank, host }, 1);
  }

  /** @param attempts attempts of its rank; 0 if no rank had to recognize it */
  ends(segment: Segment, state: "done" | "failed", attempts: number): void {
    this.#report(segment, state, this.#ranks.get(segment.index) ?? NO_RANK, attempts);
    this.#ranks.delete(segment.index);
  }

  #report({ index, start, end }: Segment, state: SegmentState, by: RankOfSegment, attempts: number): void {
    const span = { start: start / SAMPLE_RATE, end: end / SAMPLE_RATE };
    this.#onEvent({ type: "segment", segment: { index, ...span, state, ...by, attempts } });
  }
}
