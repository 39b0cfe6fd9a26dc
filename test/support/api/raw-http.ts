/** Raw HTTP: sends any bytes over a socket, and reads what comes back. */
import { connect, type Socket } from "node:net";

export interface RawReply {
  status: number;
  /** Names in lower case. */
  headers: Map<string, string>;
  body: string;
}

/** A connection to which a test writes any bytes. */
export class RawConnection {
  readonly socket: Socket;
  /** Resolves with everything that came, when the connection is closed. */
  readonly closed: Promise<string>;
  /** Resolves with everything that came, when the other end sends no more. */
  readonly ended: Promise<string>;
  #text = "";

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on("data", (piece) => (this.#text += piece.toString("latin1")));
      // A reset also closes the connection.
      socket.on("error", () => undefined);
      socket.once("close", () => resolve(this.#text));
    });
    this.ended = Promise.race([
      this.closed,
      new Promise<string>((resolve) => socket.once("end", () => resolve(this.#text))),
    ]);
  }

  /** @param allowHalfOpen whether it stays open when the other end has closed, until the test destroys its socket */
  static open(url: string, { allowHalfOpen = false } = {}): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen });
    return new Promise((resolve, reject) => {
      socket.once("error", reject);
      socket.once("connect", () => {
        socket.off("error", reject);
        resolve(new RawConnection(socket));
      });
    });
  }

  write(text: string | Uint8Array): void {
    this.socket.write(text);
  }

  /** Everything that has come so far. */
  get text(): string {
    return this.#text;
  }
}

/** Parses the first response. */
export function parseReply(text: string): RawReply {
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const [first = "", ...lines] = head.split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(" ")[1]), headers: new Map(headers), body: rest.join("\r\n\r\n") };
}

/** Sends a request, which must have `Connection: close`, and reads until the server closes. */
export async function exchange(url: string, bytes: string | Uint8Array): Promise<RawReply> {
  const connection = await RawConnection.open(url);
  connection.write(bytes);
  return parseReply(await connection.closed);
}
