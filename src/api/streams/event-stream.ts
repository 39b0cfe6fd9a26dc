/** What all event streams have in common: heartbeats, limits, and when they end. */
import type { Context } from "hono";
import { streamSSE } from "hono/streaming";
import { DatabaseAway } from "../../database/database.js";
import type { ApiEnv } from "../context.js";
import { responseOf } from "../http/preset-response.js";
import type { EventHub } from "./event-hub.js";

/** Proxies close connections that are silent. */
const HEARTBEAT_EVERY_MS = 15_000;
/** A stream ends at most so long after its token was revoked or its session ended. */
const ACCESS_CHECK_EVERY_MS = 2000;
/** A client that reads nothing for so long is cut off. When it comes back, it goes on from where it was. */
const SLOW_MS = 30_000;

/** The text of an event on the wire. It is made once, however many streams send it. */
export function eventText(type: string, data: unknown, id?: number): string {
  return `event: ${type}\ndata: ${JSON.stringify(data)}\n${id === undefined ? "" : `id: ${id}\n`}\n`;
}

export interface EventStream {
  /** Sends events, as `eventText` returns them. Resolves when the client has room for more. */
  send(text: string): Promise<void>;
  /** Whether the stream may go on. It also sends the heartbeat: call it about once a second. */
  mayGoOn(): Promise<boolean>;
}

/**
 * Answers with a stream of the events that `work` sends. The stream ends when `work` resolves. `work` must return as soon as `mayGoOn` resolves with false:
 * the server is shutting down, or the client is gone or has no access any more. Throws a Problem with status 429 if too many streams are open.
 */
export function answerStream(
  context: Context<ApiEnv>,
  hub: EventHub,
  work: (stream: EventStream) => Promise<void>,
): Response {
  context.header("X-Accel-Buffering", "no");
  // Nobody would read such a stream, so nothing would end it.
  if (context.req.method === "HEAD") return context.body(null, 200, { "Content-Type": "text/event-stream" });
  const leave = hub.bounds.enter(context.get("owner"));
  const hasAccess = context.get("hasAccess");
  return streamSSE(context, async (stream) => {
    let sentAt = performance.now();
    let checkedAt = performance.now();
    stream.onAbort(leave);
    const send = async (text: string): Promise<void> => {
      sentAt = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(() => {
          stream.abort();
          responseOf(context).destroy();
          resolve();
        }, SLOW_MS);
      });
      await Promise.race([stream.write(text), late]);
      clearTimeout(timer);
    };
    const working = work({
      send,
      mayGoOn: async () => {
        // Clients of a server that stops go on at another server from where they are.
        if (stream.aborted || hub.isStopped) return false;
        if (performance.now() - checkedAt > ACCESS_CHECK_EVERY_MS) {
          checkedAt = performance.now();
          if (!(await hasAccess())) return false;
        }
        if (performance.now() - sentAt > HEARTBEAT_EVERY_MS) await send(": alive\n\n");
        return true;
      },
    });
    await working
      .catch((error: unknown) => {
        // The client comes back, to this or another server, when the database is there again.
        if (!(error instanceof DatabaseAway)) throw error;
      })
      .finally(leave);
  });
}
