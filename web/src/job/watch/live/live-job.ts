/**
 * The state of a job, computed from the events of its stream. Pure: the time is a parameter, and an event that was
 * already read changes nothing.
 */
import type { Job } from "../../../api/client.js";
import { mergeHeard, type HeardCue } from "../transcript/recognized-cues.js";
import { NO_PACE, paceAfter, type Pace } from "./pace.js";

export type JobStatus = Job["status"];

/** A part of the video that one worker recognizes. */
export interface Segment {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  end: number;
  state: "waiting" | "running" | "done" | "failed";
  /** null while it waits, and for a segment that needed no worker. */
  rank: number | null;
  host: string | null;
  /** Started attempts. */
  attempts: number;
}

export interface Counts {
  done: number;
  failed: number;
  total: number;
}

/** The worker of a segment. */
export interface Worker {
  rank: number;
  host: string;
}

/** A segment that one worker began and did not finish. */
export interface Handover {
  index: number;
  /** Seconds from the video's start. */
  start: number;
  from: Worker;
  /** The worker that does it again; null while it waits. */
  to: Worker | null;
}

export interface LiveJob {
  /** Seconds of video. */
  duration: number;
  status: JobStatus;
  /** 0 to 1. */
  progress: number;
  counts: Counts;
  /** By their index, in order. */
  segments: readonly Segment[];
  /**
   * Indexes of segments that came by events. The others came by the server's list, which may be newer than the next
   * event.
   */
  told: ReadonlySet<number>;
  /** In the order of their starts. */
  cues: readonly HeardCue[];
  handovers: readonly Handover[];
  /** Number of the last event at which each worker had a segment. */
  seenAt: ReadonlyMap<string, number>;
  /** Number of the last event at which each worker lost a segment. */
  lostAt: ReadonlyMap<string, number>;
  pace: Pace;
  /** Number of the last event. */
  lastEvent: number;
}

/** An event of the stream. */
export interface JobEvent {
  /** From 1, without a gap. */
  id: number;
  type: string;
  data: unknown;
}

export const workerKey = ({ rank, host }: Worker): string => `${rank} ${host}`;

export const isOver = (status: JobStatus): boolean => status !== "queued" && status !== "running";

type Known = Pick<Job, "status" | "duration" | "progress" | "segments" | "startedAt">;

/** The state before the first event. */
export function liveJobOf(job: Known, segments: readonly Segment[] = []): LiveJob {
  const { status, duration, progress } = job;
  // The average since the start is used until there is a newer figure.
  const start = status === "running" && job.startedAt !== null ? Date.parse(job.startedAt) : null;
  return {
    duration,
    status,
    progress,
    counts: job.segments,
    segments: inOrder(segments),
    told: new Set(),
    cues: [],
    handovers: [],
    seenAt: new Map(),
    lostAt: new Map(),
    pace: start === null ? NO_PACE : { ...NO_PACE, samples: [{ at: start, done: 0 }] },
    lastEvent: 0,
  };
}

/** Merges the server's list of segments with those that came by events. */
export function withSegments(job: LiveJob, listed: readonly Segment[]): LiveJob {
  return { ...job, segments: inOrder(listed) };
}

const inOrder = (segments: readonly Segment[]): Segment[] => [...segments].sort((a, b) => a.index - b.index);

/**
 * The state after a batch of ordered events. Events that were already read, which a resumed stream may repeat, are
 * skipped.
 *
 * @param at the clock, in milliseconds; null: the events are of the past, so they say nothing about the speed
 */
export function afterEvents(job: LiveJob, events: readonly JobEvent[], at: number | null): LiveJob {
  let { lastEvent } = job;
  const fresh = events.filter(({ id }) => {
    if (id <= lastEvent) return false;
    lastEvent = id;
    return true;
  });
  if (fresh.length === 0) return job;
  const draft = new Draft(job);
  for (const event of fresh) draft.take(event);
  const next = draft.finish();
  if (at === null || next.status !== "running" || next.progress === job.progress) return next;
  return { ...next, pace: paceAfter(next.pace, { at, done: next.progress * next.duration }, next.duration) };
}

/** Copies the parts that it changes, once for a batch of events. */
class Draft {
  #job: LiveJob;
  readonly #segments: Map<number, Segment>;
  readonly #told: Set<number>;
  readonly #cues: HeardCue[] = [];
  readonly #handovers: Handover[];
  readonly #seenAt: Map<string, number>;
  readonly #lostAt: Map<string, number>;

  constructor(job: LiveJob) {
    this.#job = job;
    this.#segments = new Map(job.segments.map((segment) => [segment.index, segment]));
    this.#told = new Set(job.told);
    this.#handovers = [...job.handovers];
    this.#seenAt = new Map(job.seenAt);
    this.#lostAt = new Map(job.lostAt);
  }

  take({ id, type, data }: JobEvent): void {
    this.#job = { ...this.#job, lastEvent: id };
    if (type === "status") this.#takeStatus((data as { status: JobStatus }).status);
    else if (type === "progress") {
      const { progress, segments } = data as { progress: number; segments: Counts };
      this.#job = { ...this.#job, progress, counts: segments };
    } else if (type === "segment") this.#takeSegment(data as Segment, id);
    else if (type === "cue") this.#cues.push(data as HeardCue);
  }

  #takeStatus(status: JobStatus): void {
    const { total } = this.#job.counts;
    // Another engine may cut the sound into fewer segments than the previous one.
    if ((status === "completed" || status === "failed") && total > 0)
      for (const index of this.#segments.keys()) if (index >= total) this.#segments.delete(index);
    // No worker has a segment, so none is missing.
    if (status !== "running") this.#lostAt.clear();
    const isNew = status === "queued" && isOver(this.#job.status);
    // A segment that a cancellation stopped was not lost by its worker.
    if (isOver(status))
      for (const [at, { to }] of [...this.#handovers.entries()].reverse()) if (!to) this.#handovers.splice(at, 1);
    this.#job = {
      ...this.#job,
      status,
      ...(status === "completed" ? { progress: 1 } : {}),
      ...(isNew ? { progress: 0, pace: NO_PACE } : {}),
    };
    if (isNew) this.#handovers.length = 0;
  }

  #takeSegment(segment: Segment, event: number): void {
    const before = this.#told.has(segment.index) ? this.#segments.get(segment.index) : undefined;
    const [from, to] = [workerOf(before), workerOf(segment)];
    const isTakenAway =
      before?.state === "running" &&
      from !== null &&
      (segment.state === "waiting" ||
        (segment.state === "running" && to !== null && workerKey(from) !== workerKey(to)));
    if (isTakenAway && this.#job.status === "running") {
      this.#handovers.push({ index: segment.index, start: segment.start, from, to });
      this.#lostAt.set(workerKey(from), event);
    } else if (to && segment.state === "running") {
      const at = this.#handovers.findLastIndex(({ index }) => index === segment.index);
      const open = this.#handovers[at];
      if (open?.to === null) this.#handovers[at] = { ...open, to };
    }
    if (to) this.#seenAt.set(workerKey(to), event);
    this.#segments.set(segment.index, segment);
    this.#told.add(segment.index);
  }

  finish(): LiveJob {
    const { cues } = this.#job;
    return {
      ...this.#job,
      segments: inOrder([...this.#segments.values()]),
      cues: this.#cues.length === 0 ? cues : mergeHeard(cues, this.#cues),
      handovers: this.#handovers,
      told: this.#told,
      seenAt: this.#seenAt,
      lostAt: this.#lostAt,
    };
  }
}

/** The present or last worker of a segment. */
export const workerOf = (segment: Pick<Segment, "rank" | "host"> | undefined): Worker | null =>
  segment && segment.rank !== null ? { rank: segment.rank, host: segment.host ?? "" } : null;

/** The present activity of the job. */
export type Phase =
  "waiting" | "loading" | "detecting" | "listening" | "translating" | "writing" | "completed" | "failed" | "cancelled";

/** @param job the server may still have to detect its language */
export function phaseOf(
  { status, progress, counts, cues }: LiveJob,
  job: Pick<Job, "source" | "language" | "targets">,
): Phase {
  if (status === "queued") return "waiting";
  if (status !== "running") return status;
  if (progress >= 1) return job.targets.length > 0 ? "translating" : "writing";
  if (progress > 0 || counts.done > 0 || cues.length > 0) return "listening";
  if (counts.total === 0) return "loading";
  return job.source === "auto" && job.language === null ? "detecting" : "listening";
}
