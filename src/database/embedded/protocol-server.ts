/**
 * PostgreSQL's wire protocol on a unix socket, in front of a PGlite, so that `pg` and `psql` reach it as they reach any
 * PostgreSQL.
 *
 * PGlite is one session of PostgreSQL. The clients take turns: one has it for its messages up to a Sync, and for a
 * whole transaction. What a session has (settings, prepared statements, temporary tables) is therefore shared by all
 * clients, and named prepared statements must not be used. `LISTEN` is answered here: a notification goes to every
 * client that listens to anything, and the client selects by channel.
 */
import { chmod, rm } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { messageOf } from "../../errors.js";
import {
  ClientMessageReader,
  errorResponse,
  query,
  readReply,
  readyForQuery,
  statementOf,
  welcome,
  type ClientMessage,
} from "./wire-protocol.js";

/** What PGlite offers for it: takes messages of a client and returns the messages of the answer. */
export interface ProtocolBackend {
  execProtocolRaw(messages: Uint8Array): Promise<Uint8Array>;
}

export interface ProtocolServerOptions {
  /** Path of the unix socket. A socket that a dead process left there is replaced. */
  path: string;
  /** A client that does nothing in an open transaction for so long is disconnected: it keeps all others waiting. */
  idleInTransactionMs: number;
  serverVersion: string;
}

/** Serves the backend until the returned function is called. The folder of the socket must be closed to other users. */
export async function serveProtocol(
  backend: ProtocolBackend,
  { path, idleInTransactionMs, serverVersion }: ProtocolServerOptions,
): Promise<() => Promise<void>> {
  await rm(path, { force: true });
  const sessions = new Set<Session>();
  const shared: Shared = {
    backend,
    lock: new Lock(),
    idleInTransactionMs,
    serverVersion,
    notify: (notifications) => {
      for (const session of sessions) session.notify(notifications);
    },
  };
  const server = createServer((socket) => {
    const session = new Session(socket, shared);
    sessions.add(session);
    socket.once("close", () => sessions.delete(session));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
  return async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    await Promise.all([...sessions].map((session) => session.end()));
    await closed;
  };
}

interface Shared {
  backend: ProtocolBackend;
  lock: Lock;
  idleInTransactionMs: number;
  serverVersion: string;
  notify: (notifications: readonly Buffer[]) => void;
}

/** Who may use the backend: one at a time, in the order of the calls. */
class Lock {
  #last: Promise<void> = Promise.resolve();

  /** Resolves with the function that passes it on. */
  async acquire(): Promise<() => void> {
    const before = this.#last;
    let release: () => void = () => undefined;
    this.#last = new Promise((resolve) => (release = resolve));
    await before;
    return release;
  }
}

/** One client. */
class Session {
  readonly #socket: Socket;
  readonly #shared: Shared;
  /** Messages since the last Sync. */
  #batch: Buffer[] = [];
  /** Its work, one thing after the other. */
  #work: Promise<void> = Promise.resolve();
  /** Passes the backend on; null while this session does not have it. */
  #release: (() => void) | null = null;
  #idle: NodeJS.Timeout | null = null;
  #listens = false;
  /** It was disconnected for doing nothing: what it sends after that belongs to no transaction. */
  #expired = false;

  constructor(socket: Socket, shared: Shared) {
    this.#socket = socket;
    this.#shared = shared;
    const reader = new ClientMessageReader();
    socket.on("data", (piece) => {
      try {
        for (const message of reader.push(piece)) this.#take(message);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(messageOf(error)));
      }
    });
    socket.on("error", () => undefined);
    socket.once("close", () => this.#then(() => this.#rollBack()));
  }

  notify(notifications: readonly Buffer[]): void {
    if (this.#listens) for (const notification of notifications) this.#send(notification);
  }

  /** Disconnects the client. Resolves when its open transaction is rolled back. */
  async end(): Promise<void> {
    this.#socket.destroy();
    this.#then(() => this.#rollBack());
    await this.#work;
  }

  #then(step: () => Promise<void> | void): void {
    this.#work = this.#work.then(step).catch((error: unknown) => {
      this.#socket.destroy(error instanceof Error ? error : new Error(messageOf(error)));
      this.#giveBack();
    });
  }

  #take(message: ClientMessage): void {
    switch (message.type) {
      case "request":
        // Neither TLS nor GSSAPI. For a cancellation, the byte is ignored by the client.
        this.#send(Buffer.from("N"));
        return;
      case "startup":
        this.#send(welcome(this.#shared.serverVersion));
        return;
      case "X":
        this.#socket.end();
        return;
      case "Q":
        if (/^\s*LISTEN\b/i.test(statementOf(message))) this.#listens = true;
        break;
    }
    this.#batch.push(message.bytes);
    if (message.type !== "Q" && message.type !== "S") return;
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#then(() => this.#execute(batch));
  }

  async #execute(messages: Buffer): Promise<void> {
    if (this.#expired) return;
    this.#release ??= await this.#shared.lock.acquire();
    this.#stopIdling();
    try {
      const { bytes, notifications, status } = readReply(await this.#shared.backend.execProtocolRaw(messages));
      this.#send(bytes);
      this.#shared.notify(notifications);
      if (status === "I") this.#giveBack();
      else this.#idle = setTimeout(() => this.#then(() => this.#expire()), this.#shared.idleInTransactionMs);
    } catch (error) {
      // PGlite itself failed, not the statement: its WebAssembly program was aborted.
      this.#send(Buffer.concat([errorResponse("ERROR", "XX000", messageOf(error)), readyForQuery()]));
      this.#giveBack();
    }
  }

  async #expire(): Promise<void> {
    if (this.#release === null || this.#idle === null) return;
    this.#expired = true;
    await this.#rollBack();
    this.#send(errorResponse("FATAL", "25P03", "terminating connection due to idle-in-transaction timeout"));
    this.#socket.end();
  }

  async #rollBack(): Promise<void> {
    if (this.#release === null) return;
    this.#stopIdling();
    await this.#shared.backend.execProtocolRaw(query("ROLLBACK"));
    this.#giveBack();
  }

  #stopIdling(): void {
    if (this.#idle) clearTimeout(this.#idle);
    this.#idle = null;
  }

  #giveBack(): void {
    this.#stopIdling();
    this.#release?.();
    this.#release = null;
  }

  #send(bytes: Buffer): void {
    if (bytes.length > 0 && this.#socket.writable) this.#socket.write(bytes);
  }
}
