import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatabaseAway } from "../../src/database/database.js";
import { openPostgres } from "../../src/database/postgres/postgres.js";
import { findPostgres, startPostgres, type PostgresServer } from "../support/store/postgres-server.js";
import { renderSuite } from "../support/store/render-suite.js";
import { storeSuite } from "../support/store/store-suite.js";

const programs = findPostgres();

describe("the store on PostgreSQL", () => {
  if (programs === null) {
    it("holds", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(programs);
  });
  afterAll(() => server.stop());
  storeSuite(() => openPostgres(server.url));
  describe("for renders", () => {
    renderSuite(() => openPostgres(server.url));
  });

  it("survives a connection that ends between two statements of a transaction", async () => {
    const database = await openPostgres(server.url);
    try {
      const broken = database.transaction(async (transaction) => {
        const { rows } = await transaction.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
        server.say(`SELECT pg_terminate_backend(${rows[0]?.pid}, 10000)`);
        // The error arrives while no statement waits, as in a program that was stopped for a while.
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        await transaction.query("SELECT 1");
      });
      await expect(broken).rejects.toBeInstanceOf(DatabaseAway);
      expect((await database.query("SELECT 1")).count).toBe(1);
    } finally {
      await database.close();
    }
  });

  it("names the setting to check if no server answers", async () => {
    await expect(openPostgres("postgres://127.0.0.1:1/none")).rejects.toThrow(/check DATABASE_URL/);
  });
});
