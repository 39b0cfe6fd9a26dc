/** The event stream of a job: everything that happened to it, in order, from where the reader stopped (Last-Event-ID). */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Variables } from "../../access/authenticate.js";
import type { ApiContext } from "../../context.js";
import { NO_JOB, ownJob } from "./jobs.js";
import { readsOf } from "../../reads/read-your-writes.js";
import { Problem } from "../../http/problem.js";
import { JobId } from "../../document/schemas.js";
import type { EventHub } from "../../streams/event-hub.js";
import { answerStream } from "../../streams/event-stream.js";
import { JobNews } from "../../streams/job-event-reader.js";

/** A notification can be lost, so the database is asked at least this often, in milliseconds. */
const LOOK_EVERY = 1000;

export function addEventsRoute(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext, hub: EventHub): void {
  const jobNews = new JobNews(() => server.database.reader());
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
        const { text, last, hasMore, isOver } = await jobNews.after(owner, id, after, hub.changesOf(id));
        if (text !== "") {
          // A client that gets an event and then reads the job from this server must see it there.
          server.statuses.forget(id);
          await stream.send(text);
          after = last;
        }
        if (isOver) return;
        if (!(await stream.goesOn())) return;
        if (!hasMore) await said;
      }
    });
  });
}
