/** What a run reports of itself, written to the database: in order, and gathered for a moment, so that a long job is no burden. */
import type { JobEvent } from "../../pipeline/job-events.js";
import type { Database } from "../../database/database.js";
import type { Lease } from "../../store/jobs/leases.js";
import type { SegmentRecord } from "../../store/jobs/segments.js";
import type { SubtitleWord } from "../../store/jobs/subtitles.js";
import { writeCues, writeProgress, writeWarning, type Progress } from "../../store/jobs/lease-writes.js";
import { DOUBTFUL_BELOW, type TimedWord } from "../../subtitles/cue.js";
import { roundedWord } from "../../subtitles/document.js";
import { SegmentStates } from "./segment-states.js";
import { WriteQueue } from "./write-queue.js";

/** Least time between two writes of progress and segments, in milliseconds: a long job has thousands of changes. */
const PROGRESS_EVERY = 500;

/** A word in the form that editors get: with a mark if it is often wrong. */
export function markedWord(word: TimedWord): SubtitleWord {
  return { ...roundedWord(word), ...(word.confidence < DOUBTFUL_BELOW ? { doubtful: true } : {}) };
}

/** Cues and warnings are written at once, progress and segments collected for half a second. */
export class JobProgressWriter {
  readonly #database: Database;
  readonly #lease: Lease;
  readonly #writes = new WriteQueue();
  #latest: Progress | null = null;
  readonly #segments: SegmentStates;
  #writtenAt = 0;
  #timer: NodeJS.Timeout | null = null;

  /** @param before segments as earlier leases left them */
  constructor(database: Database, lease: Lease, before: readonly SegmentRecord[]) {
    this.#database = database;
    this.#lease = lease;
    this.#segments = new SegmentStates(before);
  }

  /** Aborted when a write fails, because the lease is over or the database cannot be written. */
  get lost(): AbortSignal {
    return this.#writes.lost;
  }

  take(event: JobEvent): void {
    if (event.type === "progress") {
      const { doneSeconds, segments } = event.progress;
      const { done, failed, total } = segments;
      this.#latest = { doneSeconds, segments: { done, failed, total } };
      this.#schedule();
    } else if (event.type === "segment") {
      this.#segments.take(event.segment);
      this.#schedule();
    } else if (event.type === "warning") {
      const { code, message } = event;
      this.#writes.add(() => writeWarning(this.#database, this.#lease, { code, message }));
    } else if (event.type === "ranks-lost") {
      this.#segments.returnRunning();
      this.#schedule();
    } else if (event.type === "heard") {
      const cues = event.units.map((unit) => ({ ...unit, words: unit.words.map(markedWord) }));
      this.#writes.add(() => writeCues(this.#database, this.#lease, cues));
    }
  }

  #schedule(): void {
    if (this.#timer) return;
    const due = Math.max(0, this.#writtenAt + PROGRESS_EVERY - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#flush();
    }, due);
  }

  #flush(): void {
    const progress = this.#latest;
    const segments = this.#segments.changes();
    if (!progress && segments.length === 0) return;
    this.#latest = null;
    this.#writtenAt = performance.now();
    this.#writes.add(() => writeProgress(this.#database, this.#lease, progress, segments));
  }

  /** Stops the work because another write with this lease was refused. */
  lose(error: unknown): void {
    this.#writes.lose(error);
  }

  /** Resolves when everything is written. Rejects if a write failed. */
  async settled(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#flush();
    await this.#writes.settled();
  }
}
