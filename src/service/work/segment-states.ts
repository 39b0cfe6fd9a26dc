/** The state of each segment of a leased job, over all its leases and groups. Pure. */
import type { SegmentChange } from "../../pipeline/job-events.js";
import type { SegmentRecord } from "../../store/jobs/segments.js";

/**
 * Adds the attempts of earlier runs: a run counts only its own.
 *
 * @example
 * const states = new SegmentStates(await listSegments(database, job.id));
 * states.take({ index: 0, start: 0, end: 12, state: "running", rank: 1, host: "node1", attempts: 1 });
 * const changed = states.changes();
 */
export class SegmentStates {
  readonly #known = new Map<number, SegmentRecord>();
  /** Attempts of earlier runs. */
  #attemptsBefore = new Map<number, number>();
  readonly #changed = new Set<number>();

  constructor(before: readonly SegmentRecord[]) {
    for (const segment of before) this.#known.set(segment.index, segment);
    this.#beginRun();
  }

  #beginRun(): void {
    this.#attemptsBefore = new Map([...this.#known.values()].map(({ index, attempts }) => [index, attempts]));
  }

  take(change: SegmentChange): void {
    const { index, start, end, state } = change;
    const known = this.#known.get(index);
    // Another engine cuts in other places, so this is another segment.
    if (known && (known.start !== start || known.end !== end)) this.#attemptsBefore.delete(index);
    else if (known?.state === "done" && state === "done" && change.attempts === 0) return;
    this.#set({ ...change, attempts: (this.#attemptsBefore.get(index) ?? 0) + change.attempts });
  }

  /** Sets running segments back to waiting, because their ranks are gone. */
  returnRunning(): void {
    for (const segment of this.#known.values())
      if (segment.state === "running") this.#set({ ...segment, state: "waiting", rank: null, host: null });
    this.#beginRun();
  }

  #set(segment: SegmentRecord): void {
    this.#known.set(segment.index, segment);
    this.#changed.add(segment.index);
  }

  /** The segments that changed since the last call, in the order of the video. */
  changes(): SegmentRecord[] {
    const indexes = [...this.#changed].sort((a, b) => a - b);
    this.#changed.clear();
    return indexes.flatMap((index) => this.#known.get(index) ?? []);
  }
}
