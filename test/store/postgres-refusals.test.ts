/** A PostgreSQL server that refuses connections: the errors at the start and later. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DatabaseAway, type Database } from "../../src/database/database.js";
import { migrate } from "../../src/database/migrations/migrate.js";
import { openPostgres } from "../../src/database/postgres/postgres.js";
import { findPostgres, startPostgres, type PostgresServer } from "../support/store/postgres-server.js";
import { letIn, makeAda } from "../support/store/client-authentication.js";
import { openSockets } from "../support/api/open-sockets.js";
import { patience } from "../support/pace.js";
import { until } from "../support/until.js";

const programs = findPostgres();

describe("a PostgreSQL server that refuses connections", () => {
  if (programs === null) {
    it("holds", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  let server: PostgresServer;
  let database: Database | null = null;
  beforeAll(async () => {
    server = await startPostgres(programs);
    makeAda(server);
  });
  afterAll(async () => {
    await database?.close();
    await server.stop();
  });
  const url = (user: string, name = "sister", more = ""): string =>
    `postgres://${user}@${server.address}/${name}${more}`;

  const atStart: Record<string, { url: () => string; says: RegExp; exitCode: 1 | 2 }> = {
    "a wrong password": { url: () => url("ada:wrong"), says: /refuses the password .*set DATABASE_URL/, exitCode: 2 },
    "no password": { url: () => url("ada"), says: /requires a password, and DATABASE_URL has none/, exitCode: 2 },
    "a user that does not exist": { url: () => url("nobody"), says: /does not accept this user .*pg_hba/, exitCode: 2 },
    "a host without an entry": { url: () => url("eve"), says: /does not accept this user .*pg_hba/, exitCode: 2 },
    "a user that needs TLS": { url: () => url("tls"), says: /does not accept this user .*no encryption/, exitCode: 2 },
    "a database that does not exist": {
      url: () => url("ada:secret", "no"),
      says: /no database of this name/,
      exitCode: 2,
    },
    "a database that accepts no connections": {
      url: () => url("sister", "template0"),
      says: /accepts no connections .*set DATABASE_URL/,
      exitCode: 2,
    },
    "TLS that the server does not have": {
      url: () => url("sister", "sister", "?sslmode=verify-full"),
      says: /has no TLS, and DATABASE_URL requires it/,
      exitCode: 2,
    },
    "no free connection": { url: () => url("bob:secret"), says: /no free connection .*max_connections/, exitCode: 1 },
    "a host name that does not resolve": {
      url: () => "postgres://ada@no-such-host.invalid/sister",
      says: /cannot be reached .*ENOTFOUND|EAI_AGAIN/,
      exitCode: 1,
    },
    "a port without a server": {
      url: () => "postgres://ada@127.0.0.1:1/sister",
      says: /cannot be reached .*ECONNREFUSED/,
      exitCode: 1,
    },
  };
  for (const [what, { url: asked, says, exitCode }] of Object.entries(atStart)) {
    it(`is reported with the setting to change: ${what}`, async () => {
      const error = await openPostgres(asked()).then(
        () => null,
        (reason: unknown) => reason as Error,
      );
      expect(error).toMatchObject({ name: "SisterError", exitCode, message: expect.stringMatching(says) as string });
      expect(error?.message).not.toMatch(/secret|wrong@/);
    });
  }

  it("is reported as lacking a right if the user may not create tables", async () => {
    const opened = await openPostgres(url("ada:secret", "postgres"));
    await expect(migrate(opened)).rejects.toMatchObject({
      name: "SisterError",
      exitCode: 2,
      message: expect.stringMatching(/lacks a right .*GRANT/) as string,
    });
    await opened.close();
  });

  it("counts as away for an open database, with the reason, and is used again when it accepts connections", async () => {
    const others = await openSockets();
    const opened = (database = await openPostgres(url("ada:secret")));
    const changes: [string, () => void, RegExp][] = [
      ["the password", () => server.say("ALTER ROLE ada PASSWORD 'another'"), /refuses the password/],
      ["the entry", () => letIn(server, []), /does not accept this user/],
      ["the connections", () => server.say("ALTER ROLE ada CONNECTION LIMIT 0"), /no free connection/],
      ["the name", () => server.say("ALTER DATABASE sister RENAME TO away"), /no database of this name/],
    ];
    const mend = (): void => {
      letIn(server);
      server.say("ALTER ROLE ada CONNECTION LIMIT -1 PASSWORD 'secret'");
      try {
        server.say("ALTER DATABASE away RENAME TO sister");
      } catch {
        // It was not renamed.
      }
    };
    const cut = (): void =>
      server.say("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'ada'");
    for (const [, change, says] of changes) {
      cut();
      change();
      cut();
      // The pool knows that its connections were cut, so the first statement opens another.
      await until(async () => [...(await openSockets())].every((socket) => others.has(socket)), {
        what: "the cut connections to be closed",
      });
      const asked = [
        () => opened.query("SELECT 1"),
        () => opened.transaction((transaction) => transaction.query("SELECT 1")),
      ];
      for (const ask of asked) {
        const error = await ask().catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(DatabaseAway);
        expect(error).toMatchObject({
          message: expect.stringMatching(says) as string,
          refusal: expect.stringMatching(says) as string,
        });
      }
      mend();
      await expect
        .poll(
          () =>
            opened.query("SELECT 1").then(
              () => true,
              () => false,
            ),
          { timeout: patience(20_000) },
        )
        .toBe(true);
    }
  });
});
