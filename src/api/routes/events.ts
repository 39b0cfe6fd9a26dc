/** The event stream of all jobs of an owner. */
import { EVENT_SCHEMAS } from "../document/schemas-live.js";
import type { AddRoutes } from "../context.js";
import { text } from "../respond.js";
import { answerStream } from "../streams/event-stream.js";
import { OwnerFeeds, SYNC } from "../streams/owner-feeds.js";

/** How often a stream checks whether it may go on, in milliseconds. */
const CHECK_EVERY_MS = 1000;

export const addEventRoutes: AddRoutes = (api, server) => {
  for (const [name, schema] of Object.entries(EVENT_SCHEMAS)) api.openAPIRegistry.register(name, schema);
  api.openAPIRegistry.registerPath({
    method: "get",
    path: "/api/events",
    responses: {
      200: text(
        "server-sent events of all jobs of the caller: sync (read the list again; sent first, and after a gap), job (Job, for each job at most every 250 ms), removed (RemovedEvent), subtitles (SubtitlesEvent), render (Render); the stream does not end by itself",
        "text/event-stream",
      ),
    },
  });
  const feeds = new OwnerFeeds(server);
  api.get("/api/events", (context) =>
    answerStream(context, server.hub, async (stream) => {
      const reader = feeds.follow(context.get("owner"));
      try {
        await reader.begun;
        await stream.send(SYNC);
        do {
          const events = await reader.next(CHECK_EVERY_MS);
          if (events !== "") await stream.send(events);
        } while (await stream.mayGoOn());
      } finally {
        reader.leave();
      }
    }),
  );
};
