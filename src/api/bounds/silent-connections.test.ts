import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { closeSilentConnections } from "./silent-connections.js";

const MOST = 4;

describe("silent connections above the limit", () => {
  let server: Server;
  let watch: { end(): void };
  const clients: Socket[] = [];
  const accepted: Socket[] = [];

  beforeEach(async () => {
    // The load of the machine does not change this clock.
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
    server = createServer((socket) => {
      accepted.push(socket);
      socket.on("error", () => undefined).resume();
    });
    watch = closeSilentConnections(server, MOST);
    await once(server.listen(0, "127.0.0.1"), "listening");
  });
  afterEach(() => {
    vi.useRealTimers();
    watch.end();
    for (const socket of [...clients.splice(0), ...accepted.splice(0)]) socket.destroy();
    server.close();
  });

  /** Opens connections, one after another. */
  async function open(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const isAccepted = once(server, "connection");
      // Its client never closes it.
      clients.push(connect({ port: (server.address() as AddressInfo).port, host: "127.0.0.1", allowHalfOpen: true }));
      await isAccepted;
    }
  }
  /** The places of the connections that the server has closed. */
  const closed = (): number[] => accepted.flatMap(({ destroyed }, place) => (destroyed ? [place] : []));

  it("are closed after 2 s, the oldest first, and those that sent something stay", async () => {
    await open(8);
    clients[1]?.write("G");
    while (accepted[1]?.bytesRead === 0) await new Promise((resolve) => setImmediate(resolve));
    vi.advanceTimersByTime(1000);
    expect(closed()).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(closed()).toEqual([0, 2, 3]);
    vi.advanceTimersByTime(60_000);
    expect(closed()).toEqual([0, 2, 3]);
    const [first] = clients;
    if (first && !first.readableEnded) await once(first.resume(), "end");
  });

  it("are closed only when they are old enough, however many there are", async () => {
    await open(5);
    vi.advanceTimersByTime(1500);
    await open(5);
    vi.advanceTimersByTime(500);
    expect(closed()).toEqual([0, 1, 2, 3, 4]);
    vi.advanceTimersByTime(1000);
    expect(closed()).toEqual([0, 1, 2, 3, 4]);
    vi.advanceTimersByTime(1000);
    expect(closed()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
