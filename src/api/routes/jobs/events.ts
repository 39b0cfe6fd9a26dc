/** The event stream of one job: all its events in order, from where the client stopped (Last-Event-ID). */
import { z } from "@hono/zod-openapi";
import type { AddRoutes } from "../../context.js";
import { readerFor } from "../../reads/read-your-writes.js";
import { byJobId, NO_JOB, problem, requireJob, text } from "../../respond.js";
import { answerStream } from "../../streams/event-stream.js";
import { JobEventReader } from "../../streams/job-event-reader.js";

/** The database is asked at least this often, in milliseconds, because a notification can be lost. */
const POLL_EVERY_MS = 1000;

export const addJobEventRoute: AddRoutes = (api, server) => {
  const { database, hub, jobStatuses } = server;
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/jobs/{id}/events",
    request: { params: byJobId, headers: z.object({ "last-event-id": z.string().optional() }) },
    responses: {
      200: text(
        "server-sent events: progress (ProgressEvent), segment (Segment), cue (CueEvent), warning (WarningEvent), status (StatusEvent), render (RenderProgressEvent), subtitles (SavedEvent); the stream ends when the job and its renders have ended",
        "text/event-stream",
      ),
      404: problem(NO_JOB),
    },
  });
  const events = new JobEventReader(() => database.reader());
  api.get("/api/jobs/:id/events", async (context) => {
    const id = context.req.param("id");
    const owner = context.get("owner");
    await requireJob(server, owner, id, readerFor(server, context));
    let after = Number(context.req.header("last-event-id") ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) after = 0;
    return answerStream(context, hub, async (stream) => {
      for (;;) {
        const woken = hub.next(id, POLL_EVERY_MS);
        const { text: found, last, hasMore, isOver } = await events.after(owner, id, after, hub.changesOf(id));
        if (found !== "") {
          // Otherwise a client that gets an event and then reads the status from this server could get an older one.
          jobStatuses.forget(id);
          await stream.send(found);
          after = last;
        }
        if (isOver) return;
        if (!(await stream.mayGoOn())) return;
        if (!hasMore) await woken;
      }
    });
  });
};
