/** What all event streams have in common: heartbeats, bounds, and an end when the server stops, the caller has no access any more, or reads too slowly. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { DatabaseAway } from "../../database/database.js";
import type { Variables } from "../access/authenticate.js";
import { answerOf } from "../http/preset-response.js";
import type { EventHub } from "./event-hub.js";

/** Proxies cut a connection that is silent. */
const HEARTBEAT_EVERY = 15_000;
/** How long a stream goes on at most after its token was revoked or its session ended, in milliseconds. */
const CHECK_EVERY = 2000;
/** A reader that takes nothing for so long is cut off: it goes on from where it was when it comes back. */
const SLOW_MS = 30_000;

/** An event as it goes over the wire. Made once, however many streams send it. */
export function eventText(type: string, data: unknown, id?: number): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n${id === undefined ? "" : `id: ${id}\n`}\n`;
}

export interface EventStream {
  /** Sends events (`eventText`). Resolves when the reader has room for more. */
  send(text: string): Promise<void>;
  /** Whether the stream may go on; sends the heartbeat. To be called every second or so. */
  goesOn(): Promise<boolean>;
}

/** Answers with a stream that ends when `work` resolves. Throws a Problem if too many are open. */
export function answerStream(
  context: Context<{ Variables: Variables }>,
  hub: EventHub,
  work: (stream: EventStream) => Promise<void>,
): Response {
  context.header("X-Accel-Buffering", "no");
  // Nobody would read the stream, nor end it.
  if (context.req.method === "HEAD") return context.body(null, 200, { "Content-Type": "text/event-stream" });
  const leave = hub.bounds.enter(context.get("owner"));
  const hasAccess = context.get("hasAccess");
  return streamSSE(context, async (stream) => {
    let spoken = performance.now();
    let checked = performance.now();
    stream.onAbort(leave);
    const send = async (text: string): Promise<void> => {
      spoken = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          stream.abort();
          answerOf(context).destroy();
          resolve();
        }, SLOW_MS);
      });
      await Promise.race([stream.write(text), late]);
      clearTimeout(timer);
    };
    const working = work({
      send,
      goesOn: async () => {
        // Clients of a server that stops go on at another, from where they are.
        if (stream.aborted || hub.isStopped) return false;
        if (performance.now() - checked > CHECK_EVERY) {
          checked = performance.now();
          if (!(await hasAccess())) return false;
        }
        if (performance.now() - spoken > HEARTBEAT_EVERY) await send(": alive\n\n");
        return true;
      },
    });
    await working
      .catch((error: unknown) => {
        // The client comes back, here or at another server, when the database is there again.
        if (!(error instanceof DatabaseAway)) throw error;
      })
      .finally(leave);
  });
}
