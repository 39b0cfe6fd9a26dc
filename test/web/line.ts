/** A TCP proxy between browser and server that a test can hold and cut. */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

export interface Line {
  /** The address of the server through this proxy. */
  url: string;
  /** Bytes from the browser to the server. */
  readonly sent: number;
  /** Lets `bytes` more bytes pass to the server and then none; resolves when they have passed. */
  holdAfter(bytes: number): Promise<void>;
  /** Lets everything pass again. */
  release(): void;
  /** Breaks all connections, and refuses new ones until `mend`. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** Opens a proxy to the server at this address. The server may be restarted at the same address. */
export async function openLine(to: string): Promise<Line> {
  const { hostname, port } = new URL(to);
  const sockets = new Set<Socket>();
  let [sent, left, isCut] = [0, Infinity, false];
  let onHeld = (): void => undefined;
  /** Data that waits while the proxy is held. */
  const waiting = new Set<() => void>();

  const forward = (browser: Socket, server: Socket): void => {
    browser.on("data", (piece: Buffer) => {
      sent += piece.length;
      left -= piece.length;
      const isFull = !server.write(piece, () => left <= 0 && onHeld());
      if (left > 0 && !isFull) return;
      browser.pause();
      if (left <= 0) waiting.add(() => browser.resume());
      else server.once("drain", () => browser.resume());
    });
    server.on("data", (piece: Buffer) => browser.write(piece));
  };
  const listener = createServer((browser) => {
    if (isCut) return void browser.destroy();
    const server = connect(Number(port), hostname);
    for (const [one, other] of [
      [browser, server],
      [server, browser],
    ] as const) {
      sockets.add(one);
      one.once("end", () => other.end());
      one.once("error", () => other.destroy());
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    forward(browser, server);
  });
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const release = (): void => {
    left = Infinity;
    for (const resume of waiting) resume();
    waiting.clear();
  };
  return {
    url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`,
    get sent() {
      return sent;
    },
    holdAfter: (bytes) =>
      new Promise((resolve) => {
        left = bytes;
        onHeld = resolve;
      }),
    release,
    cut: () => {
      isCut = true;
      release();
      breakAll();
    },
    mend: () => void (isCut = false),
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        breakAll();
      }),
  };
}

/** A free port, for a server that is to be restarted at the same port. */
export async function freePort(): Promise<string> {
  const listener = createServer();
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
  const { port } = listener.address() as AddressInfo;
  await new Promise((done) => listener.close(done));
  return String(port);
}
