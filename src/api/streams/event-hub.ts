/** Wakes the event streams of this server when the database announces a change. */
import { EVENT_CHANNEL, type JobChange } from "../../store/jobs/events.js";
import type { ApiContext } from "../context.js";
import { StreamBounds } from "./stream-bounds.js";

/** Jobs whose last change has a number of its own. */
const COUNTED_MOST = 10_000;

export class EventHub {
  /** Of all streams that follow it. */
  readonly bounds = new StreamBounds();
  /** The number of each job's last change, and of the last change of a job that is not in it. */
  readonly #changes = new Map<string, number>();
  #forgotten = 0;
  #counted = 0;
  readonly #waiting = new Map<string, Set<() => void>>();
  readonly #listeners = new Map<string, Set<(change: JobChange) => void>>();
  #stopped = false;

  /** Whether streams are to end. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Ends the streams of this server. */
  stop(): void {
    this.#stopped = true;
    for (const key of [...this.#waiting.keys()]) this.#wake(key);
  }

  /** Listens to the database; the returned function ends it. */
  listen({ database, statuses }: ApiContext): Promise<() => Promise<void>> {
    return database.listen(EVENT_CHANNEL, (payload) => {
      const change = changeOf(payload);
      if (!change) return;
      statuses.forget(change.job);
      for (const heard of this.#listeners.get(change.owner) ?? []) heard(change);
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

  /** A number that is another after each announced change of a job. */
  changesOf(job: string): number {
    return this.#changes.get(job) ?? this.#forgotten;
  }

  #wake(key: string): void {
    for (const wake of [...(this.#waiting.get(key) ?? [])]) wake();
  }

  /** Calls `heard` for each change of an owner's jobs, until the returned function is called. A change can be missed: poll as well. */
  subscribe(owner: string, heard: (change: JobChange) => void): () => void {
    const listeners = this.#listeners.get(owner) ?? new Set();
    this.#listeners.set(owner, listeners.add(heard));
    return () => {
      listeners.delete(heard);
      if (listeners.size === 0 && this.#listeners.get(owner) === listeners) this.#listeners.delete(owner);
    };
  }

  /** Resolves when a job may have something new, at the latest after `most` milliseconds. */
  next(job: string, most: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(job) ?? new Set();
      this.#waiting.set(job, waiting);
      const wake = (): void => {
        clearTimeout(timer);
        waiting.delete(wake);
        if (waiting.size === 0 && this.#waiting.get(job) === waiting) this.#waiting.delete(job);
        resolve();
      };
      const timer = setTimeout(wake, most);
      waiting.add(wake);
    });
  }

  /** As `next`, for any job of an owner. */
  nextOf(owner: string, most: number): Promise<void> {
    return this.next(ownerKey(owner), most);
  }
}

/** No id of a job begins so. */
const ownerKey = (owner: string): string => `owner ${owner}`;

/** null for what a server of another version announces. */
function changeOf(payload: string): JobChange | null {
  try {
    return JSON.parse(payload) as JobChange;
  } catch {
    return null;
  }
}
