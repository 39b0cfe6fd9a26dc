import { once } from "node:events";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../database.js";
import { connectPglite, openPglite } from "./pglite.js";
import { socketFolder, socketIn } from "./socket-folder.js";

let place = "";
let folder = "";
let server: Database;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), "sister-pglite-"));
  folder = join(place, "database");
  server = await openPglite(folder, { idleInTransactionMs: 1000 });
  await server.query("CREATE TABLE kept (n integer)");
});
afterAll(async () => {
  await rm(place, { recursive: true, force: true });
});

const kept = async (): Promise<number[]> =>
  (await server.query<{ n: number }>("SELECT n FROM kept ORDER BY n")).rows.map(({ n }) => n);

/** Begins a transaction with a row in it and never ends it; resolves when the row is there. */
async function beginForEver(client: Database, n: number): Promise<{ ended: Promise<unknown> }> {
  let inside: () => void = () => undefined;
  const isInside = new Promise<void>((resolve) => (inside = resolve));
  const never = client.transaction(async (transaction) => {
    await transaction.query("INSERT INTO kept VALUES ($1)", [n]);
    inside();
    await sleep(3000);
    await transaction.query("INSERT INTO kept VALUES ($1)", [n]);
  });
  never.catch(() => undefined);
  await isInside;
  return { ended: never };
}

describe("the embedded database", () => {
  it("answers with PostgreSQL's types and errors over its socket", async () => {
    const client = await connectPglite(folder);
    await expect(client.query("SELECT 1 / 0")).rejects.toMatchObject({ code: "22012" });
    await expect(client.query("SELEC $1", [1])).rejects.toMatchObject({ code: "42601" });
    const { rows } = await client.query(
      "SELECT now() AS at, 5::bigint AS many, '{\"a\":[1]}'::jsonb AS json, $1::text[] AS list",
      [["x", "y"]],
    );
    expect(rows).toEqual([{ at: expect.any(Date) as Date, many: 5, json: { a: [1] }, list: ["x", "y"] }]);
    await client.close();
  });

  it("keeps transactions of several clients apart", async () => {
    const clients = await Promise.all([1, 2, 3].map(() => connectPglite(folder)));
    await server.query("CREATE TABLE counter AS SELECT 0 AS n");
    const add = (client: Database): Promise<void> =>
      client.transaction(async (transaction) => {
        const { rows } = await transaction.query<{ n: number }>("SELECT n FROM counter");
        await sleep(1);
        await transaction.query("UPDATE counter SET n = $1", [(rows[0]?.n ?? 0) + 1]);
      });
    const failed = server.transaction(async (transaction) => {
      await transaction.query("UPDATE counter SET n = 1000");
      throw new Error("changed my mind");
    });
    const added = [...clients, server].flatMap((client) => Array.from({ length: 20 }, () => add(client)));
    await expect(failed).rejects.toThrow("changed my mind");
    await Promise.all(added);
    expect((await server.query("SELECT n FROM counter")).rows).toEqual([{ n: 80 }]);
    await Promise.all(clients.map((client) => client.close()));
  });

  it("passes notifications to every client that listens, by channel, when they are committed", async () => {
    const client = await connectPglite(folder);
    const heard: string[] = [];
    const stops = [
      await server.listen("news", (payload) => heard.push(`server ${payload}`)),
      await client.listen("news", (payload) => heard.push(`client ${payload}`)),
      await client.listen("other", (payload) => heard.push(`other ${payload}`)),
    ];
    await client.transaction((transaction) => transaction.query("SELECT pg_notify('news', 'one')"));
    await expect
      .soft(
        server.transaction(async (transaction) => {
          await transaction.query("SELECT pg_notify('news', 'none')");
          throw new Error("not sent");
        }),
      )
      .rejects.toThrow("not sent");
    await server.query("NOTIFY other, 'two'");
    await expect.poll(() => heard.length).toBe(3);
    expect(heard.sort()).toEqual(["client one", "other two", "server one"]);
    for (const stop of stops) await stop();
    await client.close();
  });

  it("rolls back the transaction of a client that is gone", async () => {
    const socket = connect(socketIn(socketFolder(folder)));
    await once(socket, "connect");
    const message = (type: string, body: Buffer): Buffer => {
      const header = Buffer.alloc(5);
      header.write(type);
      header.writeUInt32BE(body.length + 4, 1);
      return Buffer.concat([header, body]);
    };
    const startup = Buffer.alloc(9);
    startup.writeUInt32BE(9);
    startup.writeUInt16BE(3, 4);
    socket.write(startup);
    socket.write(message("Q", Buffer.from("BEGIN; INSERT INTO kept VALUES (7)\0")));
    // Bytes of a message that never ends.
    socket.write(message("Q", Buffer.alloc(1000)).subarray(0, 20));
    let answer = "";
    socket.on("data", (piece) => (answer += piece.toString("latin1")));
    await expect.poll(() => answer).toContain("INSERT 0 1");
    const waits = kept();
    socket.destroy();
    expect(await waits).toEqual([]);
  });

  it("disconnects a client that does nothing in a transaction, and goes on with the others", async () => {
    const client = await connectPglite(folder);
    const { ended } = await beginForEver(client, 8);
    // It waits for its turn behind the transaction.
    expect(await kept()).toEqual([]);
    await expect(ended).rejects.toThrow(/away|terminat/i);
    expect(await kept()).toEqual([]);
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    await client.close();
  });

  it("closes the connection of a client that does not speak the protocol", async () => {
    const socket = connect(socketIn(socketFolder(folder)));
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await once(socket, "close");
    expect((await server.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("lets nobody but its owner reach the socket", async () => {
    const path = socketFolder(folder);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(socketIn(path))).mode & 0o777).toBe(0o600);
  });
});

describe("the process that has the embedded database", () => {
  it("goes on with its own work while 20,000 cues are saved", async () => {
    const cues = Array.from({ length: 20_000 }, (_, index) => ({
      index,
      start: index,
      end: index + 0.9,
      text: `cue ${index}: what somebody said in this second`,
      words: [],
    }));
    const document = JSON.stringify(cues);
    await server.query("CREATE TABLE documents (document jsonb)");
    /** Milliseconds that the event loop was late at most. */
    const lateness = async (work: () => Promise<unknown>): Promise<number> => {
      const delay = monitorEventLoopDelay({ resolution: 10 });
      delay.enable();
      await work();
      await sleep(20);
      delay.disable();
      return delay.max / 1e6;
    };
    // What other processes of a busy machine cost is not the database's.
    const machine = await lateness(() => sleep(1000));
    const saving = await lateness(async () => {
      for (let times = 0; times < 3; times++) await server.query("INSERT INTO documents VALUES ($1)", [document]);
    });
    expect(saving).toBeLessThan(250 + machine);
  });
});

it("an embedded database tells its clients when its server is gone", async () => {
  let lost = 0;
  const client = await connectPglite(folder, () => (lost += 1));
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await server.close();
  await expect.poll(() => lost).toBe(1);
  await expect(client.query("SELECT 1")).rejects.toMatchObject({ name: "DatabaseAway" });
  await client.close();
  await expect(connectPglite(folder)).rejects.toThrow(/no sister serve has the database .* open .*: start it first/);
});
