/** The event stream of a job: everything that happened to it, in order, from where the reader stopped (Last-Event-ID). */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { streamSSE } from "hono/streaming";
import { EVENT_CHANNEL, eventsAfter } from "../store/events.js";
import { findJob } from "../store/jobs.js";
import { hasUnfinishedRenders } from "../store/renders.js";
import type { Variables } from "./access.js";
import type { Server } from "./app.js";
import { ownJob } from "./jobs-routes.js";
import { readsOf } from "./own-writes.js";
import { Problem } from "./problem.js";
import { JobId } from "./schemas.js";

/** A notification can be lost, so the database is asked at least this often; and proxies cut what is silent. */
const LOOK_EVERY = 1000;
const HEARTBEAT_EVERY = 15_000;

export function addEventsRoute(app: OpenAPIHono<{ Variables: Variables }>, server: Server, hub: EventHub): void {
  app.get("/api/jobs/:id/events", async (context) => {
    const id = context.req.param("id");
    if (!JobId.safeParse(id).success) throw new Problem(404, "there is no job of this id");
    const owner = context.get("owner");
    await ownJob(server, owner, id, readsOf(server, context));
    let after = Number(context.req.header("last-event-id") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) after = 0;
    context.header("X-Accel-Buffering", "no");
    // Nobody would read the stream, nor end it.
    if (context.req.method === "HEAD") return context.body(null, 200, { "Content-Type": "text/event-stream" });
    return streamSSE(context, async (stream) => {
      let spoken = Date.now();
      for (;;) {
        const said = hub.next(id, LOOK_EVERY);
        const ended = await hasEnded(server, owner, id);
        const events = await eventsAfter(server.database.reader(), id, after);
        // Who hears of it here sees it when he asks here what the job is.
        if (events.length > 0) server.statuses.forget(id);
        for (const { number, type, data } of events) {
          await stream.writeSSE({ id: String(number), event: type, data: JSON.stringify(data) });
          after = number;
        }
        if (events.length > 0) spoken = Date.now();
        // Looked at before the events: what came in between is among them.
        // A server that stops ends its streams: readers go on at another, from where they are.
        if (stream.aborted || hub.isStopped || (ended && events.length < 500)) return;
        if (Date.now() - spoken > HEARTBEAT_EVERY) {
          await stream.write(": alive\n\n");
          spoken = Date.now();
        }
        if (events.length < 500) await said;
      }
    });
  });
}

async function hasEnded({ database }: Server, owner: string, id: string): Promise<boolean> {
  const on = database.reader();
  const job = await findJob(on, owner, id);
  if (!job) return true;
  return job.status !== "queued" && job.status !== "running" && !(await hasUnfinishedRenders(on, id));
}

/** Tells the streams of this server which job has something new. */
export class EventHub {
  readonly #waiting = new Map<string, Set<() => void>>();

  #stopped = false;

  /** Whether streams are to end. */
  get isStopped(): boolean {
    return this.#stopped;
  }

  /** Ends the streams of this server. */
  stop(): void {
    this.#stopped = true;
    for (const waiting of [...this.#waiting.values()]) for (const wake of [...waiting]) wake();
  }

  /** Hears the database; the returned function ends it. */
  listen({ database, statuses }: Server): Promise<() => Promise<void>> {
    return database.listen(EVENT_CHANNEL, (job) => {
      statuses.forget(job);
      for (const wake of this.#waiting.get(job) ?? []) wake();
    });
  }

  /** Resolves when there may be something new of a job, at the latest after so many milliseconds. */
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
}
