/** What all event streams have in common: heartbeats, and an end when the server stops or the caller has no access any more. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { DatabaseAway } from "../store/database.js";
import type { Variables } from "./access.js";
import type { EventHub } from "./event-hub.js";

/** Proxies cut a connection that is silent. */
const HEARTBEAT_EVERY = 15_000;
/** How long a stream goes on at most after its token was revoked or its session ended, in milliseconds. */
const CHECK_EVERY = 2000;

export interface EventStream {
  /** Sends an event. `id`: where a client may go on from. */
  send(type: string, data: unknown, id?: number): Promise<void>;
  /** Whether the stream may go on; sends the heartbeat. To be called every second or so. */
  goesOn(): Promise<boolean>;
}

/** Answers with a stream that ends when `work` resolves. */
export function answerStream(
  context: Context<{ Variables: Variables }>,
  hub: EventHub,
  work: (stream: EventStream) => Promise<void>,
): Response {
  context.header("X-Accel-Buffering", "no");
  // Nobody would read the stream, nor end it.
  if (context.req.method === "HEAD") return context.body(null, 200, { "Content-Type": "text/event-stream" });
  const hasAccess = context.get("hasAccess");
  return streamSSE(context, async (stream) => {
    let spoken = performance.now();
    let checked = performance.now();
    const working = work({
      send: async (type, data, id) => {
        spoken = performance.now();
        await stream.writeSSE({
          event: type,
          data: JSON.stringify(data),
          ...(id === undefined ? {} : { id: String(id) }),
        });
      },
      goesOn: async () => {
        // Clients of a server that stops go on at another, from where they are.
        if (stream.aborted || hub.isStopped) return false;
        if (performance.now() - checked > CHECK_EVERY) {
          checked = performance.now();
          if (!(await hasAccess())) return false;
        }
        if (performance.now() - spoken > HEARTBEAT_EVERY) {
          spoken = performance.now();
          await stream.write(": alive\n\n");
        }
        return true;
      },
    });
    await working.catch((error: unknown) => {
      // The client comes back, here or at another server, when the database is there again.
      if (!(error instanceof DatabaseAway)) throw error;
    });
  });
}
