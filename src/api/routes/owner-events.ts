/** The event stream of all jobs of a caller. It never ends by itself, and a client that comes back reads the list again. */
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Variables } from "../access/authenticate.js";
import type { ApiContext } from "../context.js";
import type { EventHub } from "../streams/event-hub.js";
import { answerStream } from "../streams/event-stream.js";
import { OwnerFeeds, SYNC } from "../streams/owner-feeds.js";

/** How often a stream looks whether it may go on, in milliseconds. */
const LOOK_EVERY = 1000;

export function addOwnerEvents(app: OpenAPIHono<{ Variables: Variables }>, server: ApiContext, hub: EventHub): void {
  const feeds = new OwnerFeeds(server, hub);
  app.get("/api/events", (context) =>
    answerStream(context, hub, async (stream) => {
      const reader = feeds.follow(context.get("owner"));
      try {
        await reader.begun;
        await stream.send(SYNC);
        do {
          const text = await reader.next(LOOK_EVERY);
          if (text !== "") await stream.send(text);
        } while (await stream.goesOn());
      } finally {
        reader.leave();
      }
    }),
  );
}
