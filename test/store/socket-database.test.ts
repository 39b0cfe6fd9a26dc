import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveDatabase, type DatabaseSocket } from "../../src/database/embedded/database-socket.js";
import type { Database } from "../../src/database/database.js";
import { openPglite } from "../../src/database/embedded/pglite.js";
import { openSocketDatabase } from "../../src/database/embedded/socket-database.js";
import { renderSuite } from "./render-suite.js";
import { storeSuite } from "./store-suite.js";

let folder = "";
let path = "";
let owner: Database;
let socket: DatabaseSocket;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sister-socket-"));
  path = join(folder, "database.sock");
  owner = await openPglite(null);
  socket = await serveDatabase(owner, path);
});
afterAll(async () => {
  await socket.close();
  await owner.close();
  await rm(folder, { recursive: true, force: true });
});

describe("the store by a socket", () => {
  storeSuite(() => openSocketDatabase(path));
});

describe("renders by a socket", () => {
  renderSuite(() => openSocketDatabase(path));
});

describe("a database's socket", () => {
  it("is its owner's alone", async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("gives the database's errors with their codes, and goes on", async () => {
    const client = await openSocketDatabase(path);
    await expect(client.query("SELECT 1 / 0")).rejects.toMatchObject({ code: "22012" });
    expect((await client.query("SELECT now() AS at")).rows).toEqual([{ at: expect.any(Date) as Date }]);
    await client.close();
  });

  it("takes back what a client had begun that is gone, or that stands still in a transaction", async () => {
    await owner.query("CREATE TABLE kept (n integer)");
    const begun = async (client: Database): Promise<void> => {
      let inside: () => void = () => undefined;
      const isInside = new Promise<void>((resolve) => (inside = resolve));
      const never = client.transaction(async (transaction) => {
        await transaction.query("INSERT INTO kept VALUES (1)");
        inside();
        await new Promise(() => undefined);
      });
      never.catch(() => undefined);
      await isInside;
    };
    const gone = await openSocketDatabase(path);
    await begun(gone);
    await gone.close();
    expect((await owner.query("SELECT n FROM kept")).rows).toEqual([]);
    // On a socket of its own: a busy machine also makes the other tests' transactions wait for 300 ms.
    const impatient = await serveDatabase(owner, `${path}.3`, { idleInTransactionMs: 300 });
    const still = await openSocketDatabase(`${path}.3`);
    await begun(still);
    // Waits for its turn behind the transaction, which is over when nothing came for too long.
    expect((await owner.query("SELECT n FROM kept")).rows).toEqual([]);
    await still.close();
    await impatient.close();
  });

  it("tells a client when the server is gone", async () => {
    const server = await serveDatabase(owner, `${path}.2`);
    let lost = 0;
    const client = await openSocketDatabase(`${path}.2`, () => (lost += 1));
    await server.close();
    await expect.poll(() => lost).toBe(1);
    await expect(client.query("SELECT 1")).rejects.toThrow(/gone/);
    await expect(openSocketDatabase(`${path}.2`)).rejects.toThrow(/start it first/);
  });
});
