/** The event stream of a job: everything that happened to it, in order, from where the reader stopped (Last-Event-ID). */
import type { OpenAPIHono } from "@hono/zod-openapi";
import { eventsAfter } from "../store/events.js";
import { findJob } from "../store/jobs.js";
import { hasUnfinishedRenders } from "../store/renders.js";
import type { Variables } from "./access.js";
import type { Server } from "./app.js";
import type { EventHub } from "./event-hub.js";
import { answerStream } from "./event-stream.js";
import { NO_JOB, ownJob } from "./jobs-routes.js";
import { readsOf } from "./own-writes.js";
import { Problem } from "./problem.js";
import { JobId } from "./schemas.js";

/** A notification can be lost, so the database is asked at least this often, in milliseconds. */
const LOOK_EVERY = 1000;

export function addEventsRoute(app: OpenAPIHono<{ Variables: Variables }>, server: Server, hub: EventHub): void {
  app.get("/api/jobs/:id/events", async (context) => {
    const id = context.req.param("id");
    if (!JobId.safeParse(id).success) throw new Problem(404, NO_JOB);
    const owner = context.get("owner");
    await ownJob(server, owner, id, readsOf(server, context));
    let after = Number(context.req.header("last-event-id") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) after = 0;
    return answerStream(context, hub, async (stream) => {
      for (;;) {
        const said = hub.next(id, LOOK_EVERY);
        const ended = await hasEnded(server, owner, id);
        const events = await eventsAfter(server.database.reader(), id, after);
        // A client that gets an event and then reads the job from this server must see it there.
        if (events.length > 0) server.statuses.forget(id);
        for (const { number, type, data } of events) {
          await stream.send(type, data, number);
          after = number;
        }
        // Looked at before the events: what came in between is among them.
        if (ended && events.length < 500) return;
        if (!(await stream.goesOn())) return;
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
