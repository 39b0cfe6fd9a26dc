/**
 * Connections that end, or fail, as they are made. A stand-in speaks the protocol: a real server sends its greeting and
 * an error together only now and then, and does not say who still holds a connection to it.
 */
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, test } from "vitest";
import { DatabaseAway } from "../database.js";
import { PooledDatabase } from "./pooled-database.js";

const message = (type: string, body = Buffer.alloc(0)): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};
const READY = Buffer.concat([message("R", Buffer.alloc(4)), message("Z", Buffer.from("I"))]);
const SHUTDOWN = message("E", Buffer.from("SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"));
/** The answer to "are you a standby": one row, false. */
const PRIMARY = Buffer.concat([
  message("T", Buffer.concat([Buffer.from([0, 1]), Buffer.from("standby\0"), columnOf(16)])),
  message("D", Buffer.concat([Buffer.from([0, 1, 0, 0, 0, 1]), Buffer.from("f")])),
  message("C", Buffer.from("SELECT 1\0")),
  message("Z", Buffer.from("I")),
]);

function columnOf(type: number): Buffer {
  const column = Buffer.alloc(18);
  column.writeInt32BE(type, 6);
  column.writeInt16BE(1, 10);
  return column;
}

let server: Server | null = null;
afterEach(() => server?.close());

/** @param greet what a connection gets for its startup message. The first one is number 1. */
async function serverThat(greet: (connection: number, socket: Socket) => void): Promise<string> {
  let connections = 0;
  const made = createServer((socket) => {
    const connection = ++connections;
    let isGreeted = false;
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      if (!isGreeted) greet(connection, socket);
      else if (data.toString("latin1").startsWith("Q")) socket.write(PRIMARY);
      isGreeted = true;
    });
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `postgres://sister@127.0.0.1:${(made.address() as AddressInfo).port}/sister`;
}

test("a connection that ends while it is handed out ends its transaction, not the process", async () => {
  const errors: unknown[] = [];
  const note = (error: unknown): void => void errors.push(error);
  const before = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException").on("uncaughtException", note);
  try {
    const url = await serverThat((connection, socket) => {
      // The first connection finds the primary and is cut, so that the transaction needs another.
      if (connection === 1) socket.write(READY);
      else socket.end(Buffer.concat([READY, SHUTDOWN]));
    });
    const database = new PooledDatabase([url], { kind: "postgres", connections: 2 });
    const both = [0, 1].map(() => database.transaction(({ query }) => query("SELECT 1")));
    const results = await Promise.allSettled(both);
    expect(results.some((one) => one.status === "rejected" && one.reason instanceof DatabaseAway)).toBe(true);
    expect(errors).toEqual([]);
    await database.close();
  } finally {
    process.removeAllListeners("uncaughtException");
    for (const one of before) process.on("uncaughtException", one);
  }
});

test("a connection is closed if the server wants a password that the connection string lacks", async () => {
  const scram = message("R", Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from("SCRAM-SHA-256\0\0")]));
  // The server sends its challenge after the first answer of the client.
  const nonce = (answer: string): string => /r=(.*)$/.exec(answer)?.[1] ?? "";
  const sockets: Socket[] = [];
  const url = await serverThat((_connection, socket) => {
    sockets.push(socket);
    socket.write(scram);
    socket.on("data", (data) => {
      const answer = data.toString("latin1");
      if (!answer.startsWith("p")) return;
      const challenge = `r=${nonce(answer)}server,s=c2FsdA==,i=4096`;
      socket.write(message("R", Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from(challenge)])));
    });
  });
  const database = new PooledDatabase([url], { kind: "postgres", connections: 2 });
  await expect(database.query("SELECT 1")).rejects.toThrow();
  await expect(database.listen("jobs", () => undefined)).rejects.toThrow();
  expect(sockets.length).toBeGreaterThan(1);
  await expect.poll(() => sockets.filter(({ readableEnded }) => !readableEnded)).toEqual([]);
  await database.close();
});
