/** The embedded database of another process of this machine, by its socket (database-socket.ts). */
import { connect, type Socket } from "node:net";
import { messageOf, SisterError } from "../../errors.js";
import type { Ask, Heard } from "./database-socket.js";
import type { Database, Queryable, Rows } from "../database.js";
import { FrameReader, frameOf } from "./frames.js";
import { OnlyCopy } from "./single-node.js";

/** An error of the database, as its own process saw it. */
export class RemoteError extends Error {
  /** PostgreSQL's SQLSTATE, where it has one. */
  readonly code: string | undefined;
  constructor(message: string, code: string | undefined) {
    super(message);
    this.name = "RemoteError";
    this.code = code;
  }
}

/** Throws a SisterError where no server serves its database there. `onLost` is called once, when the connection has ended by itself. */
export async function openSocketDatabase(path: string, onLost: () => void = () => undefined): Promise<Database> {
  const socket = connect(path);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
  } catch (error) {
    throw new SisterError(`no sister serve has its database at ${path} (${messageOf(error)}): start it first`, {
      cause: error,
    });
  }
  return new SocketDatabase(socket, onLost);
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
}

/** Without its number. */
type Question = Ask extends infer One ? (One extends Ask ? Omit<One, "id"> : never) : never;

class SocketDatabase extends OnlyCopy implements Database {
  readonly kind = "pglite";
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #heard = new Map<string, (payload: string) => void>();
  #last = 0;
  #closed = false;

  constructor(socket: Socket, onLost: () => void) {
    super();
    this.#socket = socket;
    const reader = new FrameReader();
    socket.on("data", (piece) => {
      for (const heard of reader.push(piece) as Heard[]) this.#hear(heard);
    });
    socket.on("error", () => undefined);
    socket.once("close", () => {
      for (const { reject } of this.#waiting.values()) reject(new Error("the server that has the database is gone"));
      this.#waiting.clear();
      if (!this.#closed) onLost();
      this.#closed = true;
    });
  }

  #hear(heard: Heard): void {
    if ("channel" in heard) {
      this.#heard.get(heard.channel)?.(heard.payload);
      return;
    }
    const waiting = this.#waiting.get(heard.id);
    this.#waiting.delete(heard.id);
    if ("error" in heard) waiting?.reject(new RemoteError(heard.error.message, heard.error.code));
    else waiting?.resolve(heard.value);
  }

  #ask(question: Question): Promise<unknown> {
    if (this.#closed) return Promise.reject(new Error("the server that has the database is gone"));
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.write(frameOf({ id, ...question }));
    });
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> {
    return (await this.#ask({ kind: "query", transaction: null, text, values })) as Rows<Row>;
  }

  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const transaction = (await this.#ask({ kind: "begin" })) as number;
    const query = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Rows<Row>> =>
      (await this.#ask({ kind: "query", transaction, text, values })) as Rows<Row>;
    let result: T;
    try {
      result = await work({ query });
    } catch (error) {
      await this.#ask({ kind: "end", transaction, commit: false }).catch(() => undefined);
      throw error;
    }
    await this.#ask({ kind: "end", transaction, commit: true });
    return result;
  }

  async listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>> {
    if (this.#heard.has(channel)) throw new Error(`${channel} is listened to already`);
    this.#heard.set(channel, heard);
    await this.#ask({ kind: "listen", channel });
    return async () => {
      this.#heard.delete(channel);
      if (!this.#closed) await this.#ask({ kind: "unlisten", channel });
    };
  }

  close(): Promise<void> {
    this.#closed = true;
    return new Promise((resolve) => this.#socket.end(() => resolve()));
  }
}
