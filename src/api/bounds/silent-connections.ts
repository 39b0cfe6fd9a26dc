/** Connections on which nothing has come yet: each holds a descriptor. One that says nothing is closed after 10 s (http-server.ts), and many of them earlier. */
import type { Server, Socket } from "node:net";

/** Connections that may be silent at once. Beyond it, the oldest are closed: a client sends its request as soon as it is connected. */
const SILENT_MOST = 256;
/** A connection is not silent before: a server that is busy accepts many before it reads from any. */
const YOUNG_MS = 2000;
const LOOK_MS = 1000;

/** Watches a server's connections until `end` is called. */
export function boundSilent(server: Server, most = SILENT_MOST): { end(): void } {
  const since = new Map<Socket, number>();
  const accept = (socket: Socket): void => {
    since.set(socket, performance.now());
    socket.once("close", () => since.delete(socket));
  };
  const look = (): void => {
    const old = performance.now() - YOUNG_MS;
    for (const socket of since.keys()) if (socket.bytesRead > 0) since.delete(socket);
    // In the order in which they came.
    let excess = since.size - most;
    for (const [socket, at] of since) {
      if (excess <= 0 || at > old) break;
      excess -= 1;
      socket.destroy();
    }
  };
  server.on("connection", accept);
  const timer = setInterval(look, LOOK_MS);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      server.off("connection", accept);
    },
  };
}
