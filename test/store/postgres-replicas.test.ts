/**
 * A PostgreSQL with replicas: a reader sees its own writes, reads go on while the primary is away, and a new primary is
 * found.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseAway, type Database } from "../../src/database/database.js";
import { hostsOf } from "../../src/database/postgres/connection.js";
import { openPostgres } from "../../src/database/postgres/postgres.js";
import { findPostgres, startPostgres, type PostgresServer } from "../support/store/postgres-server.js";
import { patience } from "../support/pace.js";

const programs = findPostgres();
const POLL = { timeout: patience(30_000), interval: 50 };

it("a connection string with several hosts becomes one for each host", () => {
  expect(hostsOf("postgres://sister:p,w@db1,db2:5433/sister?sslmode=disable")).toEqual([
    "postgres://sister:p,w@db1:5432/sister?sslmode=disable",
    "postgres://sister:p,w@db2:5433/sister?sslmode=disable",
  ]);
  expect(hostsOf("postgresql://db1/sister")).toEqual(["postgresql://db1/sister"]);
});

describe("a PostgreSQL with replicas", () => {
  if (programs === null) {
    it("holds", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  let primary: PostgresServer;
  let replica: PostgresServer;
  let databases: Database[] = [];
  beforeEach(async () => {
    // As in production: a commit is acknowledged when any one standby has it.
    primary = await startPostgres(programs, ["synchronous_standby_names=ANY 1 (one)"]);
    replica = await primary.replica("one");
  });
  afterEach(async () => {
    await Promise.all(databases.map((database) => database.close()));
    databases = [];
    await replica.stop();
    await primary.stop();
  });

  async function open(): Promise<Database> {
    const url = `postgres://sister@${primary.address},${replica.address}/postgres`;
    const database = await openPostgres(url, { replicas: [replica.url], lagMostSeconds: 1 });
    databases.push(database);
    return database;
  }
  const isReplica = async (database: Database, after?: string | null): Promise<boolean | undefined> => {
    const { rows } = await database
      .reader({ after: after ?? undefined })
      .query<{ standby: boolean }>("SELECT pg_is_in_recovery() AS standby");
    return rows[0]?.standby;
  };
  const count = async (database: Database, after?: string | null): Promise<number | undefined> => {
    const { rows } = await database
      .reader({ after: after ?? undefined })
      .query<{ n: number }>("SELECT count(*) AS n FROM kept");
    return rows[0]?.n;
  };

  it(
    "is read from a replica, and a reader never misses its own write through any server",
    { timeout: patience(90_000) },
    async () => {
      const [first, second] = [await open(), await open()];
      await first.query("CREATE TABLE kept (n integer)");
      const made = await first.wrote();
      await expect.poll(() => isReplica(first, made), POLL).toBe(true);
      await expect.poll(() => isReplica(second, made), POLL).toBe(true);
      // A reader without a position may have written anything.
      expect(await isReplica(second)).toBe(false);

      // The replica has stopped replaying.
      replica.say("SELECT pg_wal_replay_pause()");
      for (let n = 1; n <= 20; n++) {
        await first.query("INSERT INTO kept VALUES ($1)", [n]);
        const lsn = await first.wrote();
        for (const database of [first, second]) {
          expect(await count(database, lsn)).toBe(n);
          expect(await count(database)).toBe(n);
        }
        expect(await count(second, made)).toBeLessThanOrEqual(n);
      }
      // While it is too far behind it gets no reads; then it gets them again.
      await expect.poll(() => Math.max(...first.replicaLags().map(({ seconds }) => seconds)), POLL).toBeGreaterThan(1);
      expect(await isReplica(first, made)).toBe(false);
      replica.say("SELECT pg_wal_replay_resume()");
      const last = await first.wrote();
      await expect.poll(() => isReplica(first, last), POLL).toBe(true);
      expect(await count(first, last)).toBe(20);
    },
  );

  it("is read without a replica that is down, and with it when it is back", async () => {
    const database = await open();
    await database.query("CREATE TABLE kept (n integer)");
    const made = await database.wrote();
    await expect.poll(() => isReplica(database, made), POLL).toBe(true);
    await replica.crash();
    for (let i = 0; i < 10; i++) expect(await count(database, made)).toBe(0);
    await expect.poll(() => database.replicaLags()[0]?.seconds, POLL).toBe(Number.POSITIVE_INFINITY);
    await replica.start();
    await expect.poll(() => isReplica(database, made), POLL).toBe(true);
  });

  it(
    "answers reads and refuses writes while the primary is away, and accepts writes when it is back",
    { timeout: patience(90_000) },
    async () => {
      const database = await open();
      await database.query("CREATE TABLE kept (n integer)");
      await database.query("INSERT INTO kept VALUES (1)");
      const made = await database.wrote();
      await expect.poll(() => isReplica(database, made), POLL).toBe(true);
      const heard: string[] = [];
      await database.listen("news", (payload) => heard.push(payload));
      await primary.crash();
      await expect(database.query("INSERT INTO kept VALUES (2)")).rejects.toBeInstanceOf(DatabaseAway);
      await expect(database.transaction((on) => on.query("SELECT 1"))).rejects.toBeInstanceOf(DatabaseAway);
      expect(await count(database, made)).toBe(1);
      expect(await count(database)).toBe(1);
      await primary.start();
      const write = (): Promise<unknown> => database.query("INSERT INTO kept VALUES (2)").catch(() => null);
      await expect.poll(write, POLL).not.toBeNull();
      // The listener is connected again.
      const say = async (): Promise<number> => {
        await database.query("SELECT pg_notify('news', 'back')").catch(() => null);
        return heard.length;
      };
      await expect.poll(say, POLL).toBeGreaterThan(0);
    },
  );

  it("is written to the promoted replica, which has every acknowledged write", async () => {
    const database = await open();
    await database.query("CREATE TABLE kept (n integer)");
    let acknowledged = 0;
    let stop = false;
    const writing = (async () => {
      for (let n = 1; !stop; n++) {
        const done = await database.query("INSERT INTO kept VALUES ($1)", [n]).then(
          () => true,
          () => false,
        );
        if (done) acknowledged += 1;
        else await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    await expect.poll(() => acknowledged, POLL).toBeGreaterThan(50);
    await primary.crash();
    const before = acknowledged;
    replica.promote();
    await expect.poll(() => acknowledged, POLL).toBeGreaterThan(before + 10);
    stop = true;
    await writing;
    const { rows } = await database.query<{ n: number; distinct: number }>(
      'SELECT count(*) AS n, count(DISTINCT n) AS "distinct" FROM kept',
    );
    // No acknowledged write is missing, and none is there twice. A write whose answer was lost may be there, too.
    expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged);
    expect(rows[0]?.distinct).toBe(rows[0]?.n);
  });
});
