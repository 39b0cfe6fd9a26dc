import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openPostgres } from "../../src/store/postgres.js";
import { findPostgres, startPostgres, type PostgresServer } from "./postgres-server.js";
import { renderSuite } from "./render-suite.js";
import { storeSuite } from "./store-suite.js";

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
  describe("of renders", () => {
    renderSuite(() => openPostgres(server.url));
  });

  it("says what to do where no server answers", async () => {
    await expect(openPostgres("postgres://127.0.0.1:1/none")).rejects.toThrow(/check DATABASE_URL/);
  });
});
