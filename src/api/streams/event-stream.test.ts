import { Hono } from "hono";
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import type { ApiEnv } from "../context.js";
import { HttpServer } from "../http/http-server.js";
import { responseOf, type PresetResponse } from "../http/preset-response.js";
import { EventHub } from "./event-hub.js";
import { answerStream } from "./event-stream.js";

/** More than a few of them fit into no buffer between a server and its client. */
const PIECE = `: ${"x".repeat(4 * 2 ** 20)}\n\n`;
/** Taken before the test puts another clock in its place. */
const realTimeout = setTimeout;
const pause = (): Promise<unknown> => new Promise((resolve) => realTimeout(resolve, 5));

afterEach(() => {
  vi.useRealTimers();
});

it("an event stream is cut off when its client has read nothing for 30 s, and not before", async () => {
  // The load of the machine does not change this clock.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const seen = {
    seconds: 0,
    /** When the last event began to be sent, and when the stream was over. */
    lastSend: null as number | null,
    cutAt: null as number | null,
    response: null as PresetResponse | null,
  };
  const app = new Hono<ApiEnv>().get("/", (context) => {
    context.set("owner", "ada");
    context.set("hasAccess", () => Promise.resolve(true));
    seen.response = responseOf(context);
    return answerStream(context, new EventHub(), async (stream) => {
      while (await stream.mayGoOn()) {
        seen.lastSend = seen.seconds;
        await stream.send(PIECE);
      }
      seen.cutAt = seen.seconds;
    });
  });
  const handlers = { fetch: app.fetch, answerEarly: () => false, onRefused: () => undefined };
  const http = await HttpServer.open(handlers, { host: "127.0.0.1", port: 0 });
  const client = connect(Number(new URL(http.url).port), "127.0.0.1");
  try {
    await once(client, "connect");
    client.on("error", () => undefined);
    // Nothing reads the answer.
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    while (seen.lastSend === null) await pause();
    while (seen.cutAt === null && seen.seconds - seen.lastSend < 90) {
      vi.advanceTimersByTime(1000);
      seen.seconds += 1;
      await pause();
    }
    expect(seen.cutAt, "the second at which it was cut off").not.toBeNull();
    expect((seen.cutAt ?? 0) - seen.lastSend).toBeGreaterThanOrEqual(30);
    expect(seen.response?.destroyed).toBe(true);
  } finally {
    vi.useRealTimers();
    client.destroy();
    await http.drain(0);
  }
});
