/** What became of each segment: makes its words durable, counts it, reports it, and hands its words on. */
import { messageOf } from "../../errors.js";
import { SAMPLE_RATE, type Word } from "../../speech/engine.js";
import type { JobEvent, JobProgress } from "../job-events.js";
import type { Journal, JournalSegment } from "../journal.js";
import type { TaskResult } from "../ranks/task.js";
import type { Segment } from "../segmentation/segment.js";
import { timesEstimated } from "../warnings.js";
import { SegmentReports } from "./segment-reports.js";
import type { UnitCollector } from "./unit-collector.js";
import type { WarningList } from "./warning-list.js";

export interface SegmentResultsOptions {
  /** null: words are not kept. */
  journal: Journal | null;
  units: UnitCollector;
  warnings: WarningList;
  onEvent: (event: JobEvent) => void;
  /** Seconds of audio that are known so far. */
  knownSeconds: () => number;
}

interface Planned {
  segment: Segment;
  /** Its key in the journal; null without a journal. */
  key: string | null;
}

/** The results of recognition; a pool of ranks calls `take`. */
export type RecognitionResult = Extract<TaskResult, { kind: "recognized" | "recognition-failed" }>;

export class SegmentResults {
  readonly #options: SegmentResultsOptions;
  readonly #reports: SegmentReports;
  readonly #planned: Planned[] = [];
  readonly #problems = new Set<string>();
  #done = 0;
  #failed = 0;
  #kept = 0;
  #doneSamples = 0;
  #allPlanned = false;
  #finished = false;

  constructor(options: SegmentResultsOptions) {
    this.#options = options;
    this.#reports = new SegmentReports(options.onEvent);
  }

  get counts(): JobProgress["segments"] {
    return { done: this.#done, failed: this.#failed, total: this.#planned.length, kept: this.#kept };
  }

  /** The reasons for which segments and translations failed, each once. */
  get problems(): string[] {
    return [...this.#problems];
  }

  addProblem(problem: string): void {
    this.#problems.add(problem);
  }

  segment(index: number): Segment {
    return this.#plan(index).segment;
  }

  #plan(index: number): Planned {
    const planned = this.#planned[index];
    if (!planned) throw new Error(`no segment ${index} was planned`);
    return planned;
  }

  /** A segment is known. One of `kept`, `silent` and `waits` follows. */
  plan(segment: Segment, key: string | null): void {
    this.#planned[segment.index] = { segment, key };
  }

  /** The journal has the words of the segment. */
  kept(segment: Segment, words: readonly Word[]): void {
    this.#kept += 1;
    this.#reports.ends(segment, "done", 0);
    this.#recognized(segment, words);
  }

  /** The segment has no voice: no rank recognizes it. */
  async silent(segment: Segment): Promise<void> {
    await this.#keep(segment, [], 0);
    this.#reports.ends(segment, "done", 0);
    this.#recognized(segment, []);
  }

  /** The segment waits for a rank. */
  waits(segment: Segment): void {
    this.#reports.waits(segment);
  }

  /** A rank begins the segment. */
  begins(segment: Segment, rank: { rank: number; host: string }): void {
    this.#reports.begins(segment, rank);
  }

  /** No more segments come. */
  async allPlanned(): Promise<void> {
    this.#allPlanned = true;
    this.#report();
    await this.#finishIfAllKnown();
  }

  /** A rank returned the result of a segment. */
  async take(result: RecognitionResult): Promise<void> {
    const { segment } = this.#plan(result.segment);
    if (result.kind === "recognized") {
      if (result.unaligned === undefined) await this.#keep(segment, result.words, result.attempts);
      else await this.#passOver(segment, result.unaligned, result.attempts);
      this.#reports.ends(segment, "done", result.attempts);
      this.#recognized(segment, result.words);
    } else {
      this.#problems.add(result.message);
      this.#failed += 1;
      await this.#write((journal) => journal.fail(placeOf(segment, result.attempts), result.message));
      this.#reports.ends(segment, "failed", result.attempts);
      this.#count(segment);
      this.#options.units.fail(segment);
    }
    await this.#finishIfAllKnown();
  }

  /** Makes a finished segment durable before it counts. */
  async #keep(segment: Segment, words: readonly Word[], attempts: number): Promise<void> {
    const { key } = this.#plan(segment.index);
    if (key !== null) await this.#write((journal) => journal.put(placeOf(segment, attempts), key, words));
  }

  /**
   * The word times of a segment are estimates because the aligner failed. If they were kept, a later run would not look
   * for better ones.
   */
  async #passOver(segment: Segment, reason: string, attempts: number): Promise<void> {
    this.#options.warnings.addOnce(timesEstimated(reason));
    await this.#write((journal) => journal.passOver(placeOf(segment, attempts)));
  }

  /** Writes to the journal. A full disk means that a later run cannot resume; this run goes on. */
  async #write(write: (journal: Journal) => Promise<void>): Promise<void> {
    const { journal, warnings } = this.#options;
    try {
      if (journal) await write(journal);
    } catch (error) {
      warnings.addOnce({ code: "not-resumable", message: messageOf(error) });
    }
  }

  #recognized(segment: Segment, words: readonly Word[]): void {
    this.#done += 1;
    this.#count(segment);
    this.#options.units.add(segment, words);
  }

  #count({ start, end }: Segment): void {
    this.#doneSamples += end - start;
    this.#report();
  }

  /** When the last segment is known, the last units are closed. No tasks but their translations can follow. */
  async #finishIfAllKnown(): Promise<void> {
    if (!this.#allPlanned || this.#finished || this.#done + this.#failed < this.#planned.length) return;
    this.#finished = true;
    await this.#options.units.finish();
  }

  #report(): void {
    this.#options.onEvent({
      type: "progress",
      progress: {
        doneSeconds: this.#doneSamples / SAMPLE_RATE,
        knownSeconds: this.#options.knownSeconds(),
        segments: this.counts,
      },
    });
  }
}

/** A segment as the journal knows it, in seconds. */
export function placeOf({ index, start, end }: Segment, attempts: number): JournalSegment {
  return { index, start: start / SAMPLE_RATE, end: end / SAMPLE_RATE, attempts };
}
