/**
 * The embedded database for other processes of this machine, by a unix socket that its owner alone may open: the supervisor of the process group, and
 * `sister token` beside a server.
 */
import { chmod, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { messageOf } from "../../errors.js";
import type { Database, Queryable } from "../database.js";
import { FrameReader, frameOf } from "./frames.js";

/** What a client asks. `transaction`: the number of the one that a statement belongs to; null: none. */
export type Ask =
  | { id: number; kind: "query"; transaction: number | null; text: string; values: readonly unknown[] }
  | { id: number; kind: "begin" }
  | { id: number; kind: "end"; transaction: number; commit: boolean }
  | { id: number; kind: "listen" | "unlisten"; channel: string };

/** What it hears: an answer to one of its numbers, or a notification. */
export type Heard =
  | { id: number; value: unknown }
  | { id: number; error: { message: string; code: string | undefined } }
  | { channel: string; payload: string };

/** A transaction that nobody goes on with holds everybody up: a client that was stopped in one loses it. */
const IDLE_IN_TRANSACTION_MS = 10_000;

export interface DatabaseSocket {
  close(): Promise<void>;
}

/** Serves `database` at `path`; a socket that a dead process left there is removed. The caller has the folder's lock. */
export async function serveDatabase(
  database: Database,
  path: string,
  { idleInTransactionMs = IDLE_IN_TRANSACTION_MS }: { idleInTransactionMs?: number } = {},
): Promise<DatabaseSocket> {
  await rm(path, { force: true });
  const clients = new Set<Socket>();
  const server = createServer((socket) => {
    clients.add(socket);
    socket.once("close", () => clients.delete(socket));
    new Client(database, socket, idleInTransactionMs);
  });
  await listen(server, path);
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of clients) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

async function listen(server: Server, path: string): Promise<void> {
  // The folder is its owner's alone, and so is the socket from its first moment.
  const before = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(before);
  }
  await chmod(path, 0o600);
}

interface OpenTransaction {
  on: Queryable;
  end: (commit: boolean) => void;
  done: Promise<void>;
  idle: NodeJS.Timeout | null;
}

class Client {
  readonly #database: Database;
  readonly #socket: Socket;
  readonly #idleMs: number;
  readonly #transactions = new Map<number, OpenTransaction>();
  readonly #listening = new Map<string, () => Promise<void>>();
  #last = 0;

  constructor(database: Database, socket: Socket, idleMs: number) {
    this.#idleMs = idleMs;
    this.#database = database;
    this.#socket = socket;
    const reader = new FrameReader();
    socket.on("data", (piece) => {
      try {
        for (const ask of reader.push(piece) as Ask[]) void this.#answer(ask);
      } catch (error) {
        socket.destroy(error instanceof Error ? error : new Error(messageOf(error)));
      }
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      for (const { end } of this.#transactions.values()) end(false);
      for (const unlisten of this.#listening.values()) void unlisten().catch(() => undefined);
    });
  }

  #say(heard: Heard): void {
    if (!this.#socket.destroyed) this.#socket.write(frameOf(heard));
  }

  async #answer(ask: Ask): Promise<void> {
    try {
      this.#say({ id: ask.id, value: await this.#do(ask) });
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      const known = typeof code === "string" ? code : undefined;
      this.#say({ id: ask.id, error: { message: messageOf(error), code: known } });
    }
  }

  async #do(ask: Ask): Promise<unknown> {
    switch (ask.kind) {
      case "query":
        return ask.transaction === null
          ? this.#database.query(ask.text, ask.values)
          : this.#inTransaction(ask.transaction, (on) => on.query(ask.text, ask.values));
      case "begin":
        return this.#begin();
      case "end": {
        const open = this.#of(ask.transaction);
        open.end(ask.commit);
        await open.done;
        return null;
      }
      case "listen": {
        const { channel } = ask;
        const unlisten = await this.#database.listen(channel, (payload) => this.#say({ channel, payload }));
        this.#listening.set(channel, unlisten);
        if (this.#socket.destroyed) await unlisten();
        return null;
      }
      case "unlisten":
        await this.#listening.get(ask.channel)?.();
        this.#listening.delete(ask.channel);
        return null;
    }
  }

  #of(number: number): OpenTransaction {
    const open = this.#transactions.get(number);
    if (!open) throw new Error("the transaction is over: nothing was done in it for too long");
    return open;
  }

  /** Resolves with its number once it has begun: the database does one at a time. */
  #begin(): Promise<number> {
    const number = ++this.#last;
    return new Promise((resolve, reject) => {
      let end: (commit: boolean) => void = () => undefined;
      const ended = new Promise<boolean>((settle) => (end = settle));
      const done = this.#database.transaction(async (on) => {
        const open: OpenTransaction = { on, end, done, idle: null };
        this.#transactions.set(number, open);
        this.#watch(open);
        if (this.#socket.destroyed) end(false);
        resolve(number);
        if (!(await ended)) throw new Rollback();
      });
      done
        .catch((error: unknown) => {
          reject(error instanceof Error ? error : new Error(messageOf(error)));
        })
        .finally(() => {
          const open = this.#transactions.get(number);
          if (open?.idle) clearTimeout(open.idle);
          this.#transactions.delete(number);
        });
    });
  }

  #watch(open: OpenTransaction): void {
    if (open.idle) clearTimeout(open.idle);
    open.idle = setTimeout(() => open.end(false), this.#idleMs);
  }

  async #inTransaction<T>(number: number, work: (on: Queryable) => Promise<T>): Promise<T> {
    const open = this.#of(number);
    if (open.idle) clearTimeout(open.idle);
    try {
      return await work(open.on);
    } finally {
      this.#watch(open);
    }
  }
}

class Rollback extends Error {}
