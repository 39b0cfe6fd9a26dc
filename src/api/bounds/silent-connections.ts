/** Connections on which nothing has come yet. Each holds a descriptor. Node.js closes one after 10 s (http-server.ts); if there are many, they are closed earlier. */
import type { Server, Socket } from "node:net";

/** How many connections may be silent at once. The oldest above it are closed: a client sends its request as soon as it is connected. */
const SILENT_MOST = 256;
/** A younger connection does not count as silent: a busy server accepts many before it reads from any. */
const YOUNG_MS = 2000;
const CHECK_MS = 1000;

/** Watches a server's connections until `end` is called. */
export function closeSilentConnections(server: Server, most = SILENT_MOST): { end(): void } {
  /** When each connection was accepted, the oldest first. */
  const since = new Map<Socket, number>();
  const accept = (socket: Socket): void => {
    since.set(socket, performance.now());
    socket.once("close", () => since.delete(socket));
  };
  const check = (): void => {
    const old = performance.now() - YOUNG_MS;
    for (const socket of since.keys()) if (socket.bytesRead > 0) since.delete(socket);
    let excess = since.size - most;
    for (const [socket, at] of since) {
      if (excess <= 0 || at > old) break;
      excess -= 1;
      socket.destroy();
    }
  };
  server.on("connection", accept);
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      server.off("connection", accept);
    },
  };
}
