/** Wakes the event streams of this server when the database announces a change. */
import type { Database } from "../../database/database.js";
import { EVENT_CHANNEL, type JobChange } from "../../store/jobs/events.js";
import { StreamBounds } from "./stream-bounds.js";

/** How many jobs have their own change number. */
const COUNTED_MOST = 10_000;

export class EventHub {
  /** Limits of the streams that follow this hub. */
  readonly bounds = new StreamBounds();
  /** The number of each job's last change. */
  readonly #changes = new Map<string, number>();
  /** The change number of all jobs that are not in `#changes`. */
  #forgotten = 0;
  #counted = 0;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #listeners = new Map<string, Set<(change: JobChange) => void>>();
  #stopped = false;

  /** Whether all streams must end. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Ends the streams of this server. */
  stop(): void {
    this.#stopped = true;
    for (const key of [...this.#waiting.keys()]) this.#wake(key);
  }

  /**
   * Listens to the database until the returned function is called.
   *
   * @param onChange called with the id of each job that has changed, before any stream wakes
   */
  listen(database: Database, onChange: (job: string) => void): Promise<() => Promise<void>> {
    return database.listen(EVENT_CHANNEL, (payload) => {
      const change = changeOf(payload);
      if (!change) return;
      onChange(change.job);
      for (const listener of this.#listeners.get(change.owner) ?? []) listener(change);
      this.#count(change.job);
      this.#wake(change.job);
      if (change.listed) this.#wake(ownerKey(change.owner));
    });
  }

  #count(job: string): void {
    this.#counted += 1;
    if (this.#changes.size >= COUNTED_MOST) {
      this.#changes.clear();
      this.#forgotten = this.#counted;
    }
    this.#changes.set(job, this.#counted);
  }

  /** A number that differs after each announced change of a job. */
  changesOf(job: string): number {
    return this.#changes.get(job) ?? this.#forgotten;
  }

  #wake(key: string): void {
    for (const wake of [...(this.#waiting.get(key) ?? [])]) wake();
  }

  /**
   * Calls `listener` for each announced change of an owner's jobs, until the returned function is called. An announcement can be lost, so the caller must poll
   * too.
   */
  subscribe(owner: string, listener: (change: JobChange) => void): () => void {
    const listeners = this.#listeners.get(owner) ?? new Set();
    this.#listeners.set(owner, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(owner) === listeners) this.#listeners.delete(owner);
    };
  }

  /** Resolves when a job may have new events, at the latest after `mostMs` milliseconds. */
  next(job: string, mostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(job) ?? new Set();
      this.#waiting.set(job, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(job) === waiting) this.#waiting.delete(job);
        resolve();
      };
      const timer = setTimeout(wake, mostMs);
      waiting.add(wake);
    });
  }

  /** The same for any job of an owner. */
  nextOf(owner: string, mostMs: number): Promise<void> {
    return this.next(ownerKey(owner), mostMs);
  }
}

/** No id of a job begins like this. */
const ownerKey = (owner: string): string => `owner ${owner}`;

/** The announced change; null if it cannot be parsed, because a server of another version announced it. */
function changeOf(payload: string): JobChange | null {
  try {
    return JSON.parse(payload) as JobChange;
  } catch {
    return null;
  }
}
