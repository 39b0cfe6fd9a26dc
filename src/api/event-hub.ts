/** Wakes the event streams of this server when the database announces a change. */
import { EVENT_CHANNEL, type JobChange } from "../store/events.js";
import type { Server } from "./app.js";

export class EventHub {
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
  listen({ database, statuses }: Server): Promise<() => Promise<void>> {
    return database.listen(EVENT_CHANNEL, (payload) => {
      const change = changeOf(payload);
      if (!change) return;
      statuses.forget(change.job);
      for (const heard of this.#listeners.get(change.owner) ?? []) heard(change);
      this.#wake(change.job);
      if (change.listed) this.#wake(ownerKey(change.owner));
    });
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
