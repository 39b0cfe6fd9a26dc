/** The event stream of all jobs of a caller. It never ends by itself, and a client that comes back reads the list again. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { setTimeout as sleep } from "node:timers/promises";
import { activeJobs, countJobs, findJobs } from "../store/jobs.js";
import { listedEventsAfter, type JobChange } from "../store/events.js";
import { findRender } from "../store/renders.js";
import type { Variables } from "./access.js";
import type { Server } from "./app.js";
import type { EventHub } from "./event-hub.js";
import { answerStream, type EventStream } from "./event-stream.js";
import { renderViewOf } from "./renders-routes.js";
import { viewOf } from "./schemas.js";

/** A job's state is sent at most so often, in milliseconds. */
const COALESCE_MS = 250;
const LOOK_EVERY = 1000;
/** A notification can be lost, so the database is asked at least this often. */
const POLL_EVERY = 5000;

export function addOwnerEvents(app: OpenAPIHono<{ Variables: Variables }>, server: Server, hub: EventHub): void {
  app.get("/api/events", (context) => {
    const owner = context.get("owner");
    return answerStream(context, hub, async (stream) => {
      const feed = new OwnerFeed(server, owner, stream);
      const unsubscribe = hub.subscribe(owner, (change) => feed.take(change));
      try {
        await feed.begin();
        for (;;) {
          const woken = hub.nextOf(owner, LOOK_EVERY);
          await feed.look();
          if (!(await stream.goesOn())) return;
          await Promise.all([woken, sleep(COALESCE_MS)]);
        }
      } finally {
        unsubscribe();
      }
    });
  });
}

class OwnerFeed {
  readonly #server: Server;
  readonly #owner: string;
  readonly #stream: EventStream;
  /** Number of the last event of each job that was looked at. */
  readonly #seen = new Map<string, number>();
  #changed = new Set<string>();
  #removed = new Set<string>();
  /** Jobs that ran when the database was last asked. */
  #active = new Set<string>();
  /** How many jobs the client has in its list, as far as it was told. */
  #count = 0;
  #polledAt = Number.NEGATIVE_INFINITY;

  constructor(server: Server, owner: string, stream: EventStream) {
    this.#server = server;
    this.#owner = owner;
    this.#stream = stream;
  }

  take({ job, after, listed, removed }: JobChange): void {
    if (removed) {
      this.#removed.add(job);
    } else if (listed) {
      if (after === 0) this.#count += 1;
      if (!this.#seen.has(job)) this.#seen.set(job, after);
      this.#changed.add(job);
    }
  }

  async begin(): Promise<void> {
    const { active, count } = await this.#read();
    for (const { id, lastEvent } of active) if (!this.#seen.has(id)) this.#seen.set(id, lastEvent);
    this.#count = count;
    await this.#stream.send("sync", {});
  }

  async #read(): Promise<{ active: { id: string; lastEvent: number }[]; count: number }> {
    const { database } = this.#server;
    this.#polledAt = performance.now();
    const active = await activeJobs(database, this.#owner);
    this.#active = new Set(active.map(({ id }) => id));
    return { active, count: await countJobs(database, this.#owner) };
  }

  async look(): Promise<void> {
    if (performance.now() - this.#polledAt > POLL_EVERY) await this.#poll();
    const removed = this.#removed;
    this.#removed = new Set();
    for (const id of removed) await this.#sendRemoved(id);
    const changed = [...this.#changed];
    this.#changed = new Set();
    if (changed.length > 0) await this.#sendChanged(changed);
  }

  /** Finds what no notification announced. */
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
    // Jobs came or went unnoticed.
    this.#count = count + this.#removed.size;
    await this.#stream.send("sync", {});
  }

  async #sendRemoved(id: string): Promise<void> {
    this.#count -= 1;
    this.#seen.delete(id);
    this.#changed.delete(id);
    this.#active.delete(id);
    await this.#stream.send("removed", { id });
  }

  async #sendChanged(ids: readonly string[]): Promise<void> {
    const { database, statuses } = this.#server;
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
      // A client that gets an event and then reads the job from this server must see it there.
      statuses.forget(job.id);
      if (own.some(({ type }) => type === "status" || type === "progress")) await this.#stream.send("job", viewOf(job));
      await this.#sendSubtitles(job.id, own);
      const renders = new Set(
        own.filter(({ type }) => type === "render").map(({ data }) => (data as { id: string }).id),
      );
      for (const id of renders) {
        const render = await findRender(database, job.id, id);
        if (render) await this.#stream.send("render", renderViewOf(render));
      }
      this.#seen.set(job.id, Math.max(this.#seen.get(job.id) ?? 0, own.at(-1)?.number ?? 0));
    }
    const found = new Set(jobs.map(({ id }) => id));
    for (const id of ids) if (!found.has(id) && !this.#removed.has(id)) await this.#sendRemoved(id);
  }

  /** The last version of each language. */
  async #sendSubtitles(job: string, events: readonly { type: string; data: unknown }[]): Promise<void> {
    const saved = new Map<string, number>();
    for (const { type, data } of events) {
      const { language, version } = data as { language: string; version: number };
      if (type === "subtitles") saved.set(language, version);
    }
    for (const [language, version] of saved) await this.#stream.send("subtitles", { job, language, version });
  }
}
