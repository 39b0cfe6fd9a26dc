/** Finds what happens to an owner's jobs, and makes the events of it once for all the owner's streams. */
import { listedEventsAfter, type JobChange } from "../../store/jobs/events.js";
import { activeJobs, countJobs, findJobs } from "../../store/jobs/jobs.js";
import { findRender } from "../../store/renders/renders.js";
import type { ApiContext } from "../context.js";
import { renderViewOf } from "../document/render-view.js";
import { viewOf } from "../document/schemas.js";
import { eventText } from "./event-stream.js";

/** The database is asked at least this often, in milliseconds, because a notification can be lost. */
const POLL_EVERY_MS = 5000;

export class OwnerFeed {
  readonly #server: Pick<ApiContext, "database" | "jobStatuses">;
  readonly #owner: string;
  readonly #emit: (text: string) => void;
  /** The number of the last event of each job that was sent. */
  readonly #seen = new Map<string, number>();
  #changed = new Set<string>();
  #removed = new Set<string>();
  /** Jobs that were active when the database was last asked. */
  #active = new Set<string>();
  /** How many jobs the clients have in their lists, by the events that were sent. */
  #count = 0;
  #polledAt = Number.NEGATIVE_INFINITY;

  /** @param emit called with each event, as it goes over the wire */
  constructor(server: Pick<ApiContext, "database" | "jobStatuses">, owner: string, emit: (text: string) => void) {
    this.#server = server;
    this.#owner = owner;
    this.#emit = emit;
  }

  #send(type: string, data: unknown): void {
    this.#emit(eventText(type, data));
  }

  /** Notes an announced change, for the next `look`. */
  note({ job, after, listed, removed }: JobChange): void {
    if (removed) {
      this.#removed.add(job);
    } else if (listed) {
      if (after === 0) this.#count += 1;
      if (!this.#seen.has(job)) this.#seen.set(job, after);
      this.#changed.add(job);
    }
  }

  /** Reads the state from which the events start. */
  async begin(): Promise<void> {
    const { active, count } = await this.#read();
    for (const { id, lastEvent } of active) if (!this.#seen.has(id)) this.#seen.set(id, lastEvent);
    this.#count = count;
  }

  async #read(): Promise<{ active: { id: string; lastEvent: number }[]; count: number }> {
    const { database } = this.#server;
    this.#polledAt = performance.now();
    const active = await activeJobs(database, this.#owner);
    this.#active = new Set(active.map(({ id }) => id));
    return { active, count: await countJobs(database, this.#owner) };
  }

  /** Sends what has changed since the last call. */
  async look(): Promise<void> {
    if (performance.now() - this.#polledAt > POLL_EVERY_MS) await this.#poll();
    const removed = this.#removed;
    this.#removed = new Set();
    for (const id of removed) this.#sendRemoved(id);
    const changed = [...this.#changed];
    this.#changed = new Set();
    if (changed.length > 0) await this.#sendChanged(changed);
  }

  /** Finds changes that no notification announced. */
  async #poll(): Promise<void> {
    const before = this.#active;
    const { active, count } = await this.#read();
    for (const { id, lastEvent } of active) {
      const seen = this.#seen.get(id);
      if (seen === undefined) this.#seen.set(id, 0);
      if ((seen ?? 0) < lastEvent) this.#changed.add(id);
    }
    for (const id of before) if (!this.#active.has(id)) this.#changed.add(id);
    if (count === this.#count - this.#removed.size) return;
    // Jobs were added or removed unnoticed.
    this.#count = count + this.#removed.size;
    this.#send("sync", {});
  }

  #sendRemoved(id: string): void {
    this.#count -= 1;
    this.#seen.delete(id);
    this.#changed.delete(id);
    this.#active.delete(id);
    this.#send("removed", { id });
  }

  async #sendChanged(ids: readonly string[]): Promise<void> {
    const { database, jobStatuses } = this.#server;
    const events = await listedEventsAfter(
      database,
      ids.map((job) => ({ job, after: this.#seen.get(job) ?? 0 })),
    );
    const jobs = await findJobs(
      database,
      ids.map((id) => ({ id, owner: this.#owner })),
    );
    for (const job of jobs) {
      const own = events.filter((event) => event.job === job.id);
      // Otherwise a client that gets an event and then reads the status from this server could get an older one.
      jobStatuses.forget(job.id);
      if (own.some(({ type }) => type === "status" || type === "progress")) this.#send("job", viewOf(job));
      this.#sendSubtitles(job.id, own);
      const renders = new Set(
        own.filter(({ type }) => type === "render").map(({ data }) => (data as { id: string }).id),
      );
      for (const id of renders) {
        const render = await findRender(database, job.id, id);
        if (render) this.#send("render", renderViewOf(render));
      }
      this.#seen.set(job.id, Math.max(this.#seen.get(job.id) ?? 0, own.at(-1)?.number ?? 0));
    }
    const found = new Set(jobs.map(({ id }) => id));
    for (const id of ids) if (!found.has(id) && !this.#removed.has(id)) this.#sendRemoved(id);
  }

  /** Sends the last version of each language. */
  #sendSubtitles(job: string, events: readonly { type: string; data: unknown }[]): void {
    const saved = new Map<string, number>();
    for (const { type, data } of events) {
      const { language, version } = data as { language: string; version: number };
      if (type === "subtitles") saved.set(language, version);
    }
    for (const [language, version] of saved) this.#send("subtitles", { job, language, version });
  }
}
