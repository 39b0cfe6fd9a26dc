/** What servers cache for a second: clients see their own writes, and nothing of other owners; revoked tokens are refused. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Authenticator } from "../../../src/api/access/authenticator.js";
import { JobStatusCache } from "../../../src/api/fast-status/job-status-cache.js";
import type { Database } from "../../../src/database/database.js";
import { noteFile } from "../../../src/store/files/files.js";
import { cancelJob, insertJob, removeJob } from "../../../src/store/jobs/jobs.js";
import { retryJob } from "../../../src/store/jobs/retry.js";
import { migrate } from "../../../src/database/migrations/migrate.js";
import { openPglite } from "../../../src/database/embedded/pglite.js";
import { openPostgres } from "../../../src/database/postgres/postgres.js";
import { createSession, endSession } from "../../../src/store/access/sessions.js";
import { createToken, revokeToken } from "../../../src/store/access/tokens.js";
import { findPostgres, startPostgres, type PostgresServer } from "../../support/store/postgres-server.js";

const programs = findPostgres();
let postgres: PostgresServer | null = null;
const databases: [string, () => Promise<Database>][] = [
  ["PGlite", () => openPglite(null)],
  [
    "PostgreSQL",
    async () => {
      postgres = await startPostgres(programs ?? "");
      return openPostgres(postgres.url);
    },
  ],
];

describe.each(databases.slice(0, programs === null ? 1 : 2))("two servers with one %s", (_name, open) => {
  let database: Database;
  let now = 0;
  const clock = (): number => now;
  beforeAll(async () => {
    database = await open();
    await migrate(database);
  });
  afterAll(async () => {
    await database.close();
    await postgres?.stop();
    postgres = null;
  });

  const makeJob = (): Promise<string> =>
    database.transaction(async (transaction) => {
      await noteFile(transaction, { sha256: "a".repeat(64), bytes: 1, media: {} });
      const fields = { route: "local", filename: "talk.wav", file: "a".repeat(64), duration: 1 } as const;
      return (await insertJob(transaction, { owner: "ada", ...fields, source: "en", targets: [] })).id;
    });
  const read = async (server: JobStatusCache, owner: string, id: string, seen?: string): Promise<unknown> =>
    JSON.parse(Buffer.from((await server.read(owner, id, seen)) ?? "null").toString());
  /** Caches that get no notifications, because notifications can be lost. */
  const twoServers = (): [JobStatusCache, JobStatusCache] => [
    new JobStatusCache(database, clock),
    new JobStatusCache(database, clock),
  ];
  const change = (id: string, filename: string): Promise<unknown> =>
    database.query("UPDATE jobs SET filename = $2 WHERE id = $1", [id, filename]);

  it("cache a status for less than a second", async () => {
    const id = await makeJob();
    const [one] = twoServers();
    const seen = await database.wrote();
    now = 0;
    expect(await read(one, "ada", id, seen)).toMatchObject({ filename: "talk.wav" });
    await change(id, "other.wav");
    now = 999;
    expect(await read(one, "ada", id.toUpperCase(), seen)).toMatchObject({ filename: "talk.wav" });
    expect(await read(one, "ada", id, "0/0")).toMatchObject({ filename: "talk.wav" });
    // A client without an LSN may have changed it.
    expect(await read(one, "ada", id)).toMatchObject({ filename: "other.wav" });
    now = 1000;
    expect(await read(one, "ada", id, seen)).toMatchObject({ filename: "other.wav" });
    await change(id, "third.wav");
    one.forget(id);
    expect(await read(one, "ada", id, seen)).toMatchObject({ filename: "third.wav" });
  });

  it("show clients their own writes at once, whichever server made them", async () => {
    const id = await makeJob();
    const servers = twoServers();
    let seen = await database.wrote();
    const expectAll = async (expected: object | null): Promise<void> => {
      // Twice: from the database, and from the cache.
      for (const server of [...servers, ...servers]) {
        const status = await read(server, "ada", id, seen);
        if (expected === null) expect(status).toBeNull();
        else expect(status).toMatchObject(expected);
      }
    };
    await expectAll({ status: "queued" });
    for (const [write, expected] of [
      [cancelJob, { status: "cancelled" }],
      [retryJob, { status: "queued" }],
      [cancelJob, { status: "cancelled" }],
      [removeJob, null],
    ] as const) {
      await write(database, "ada", id);
      const before = seen;
      seen = await database.wrote();
      expect(seen).not.toBe(before);
      await expectAll(expected);
    }
  });

  it("cache nothing for an LSN that is not written yet", async () => {
    const id = await makeJob();
    const [one] = twoServers();
    expect(await read(one, "ada", id, "FFFFFFFF/0")).toMatchObject({ status: "queued" });
    await cancelJob(database, "ada", id);
    expect(await read(one, "ada", id, await database.wrote())).toMatchObject({ status: "cancelled" });
  });

  it("never return a cached job to another owner", async () => {
    const id = await makeJob();
    const [one] = twoServers();
    for (let i = 0; i < 2; i++) {
      expect(await read(one, "ada", id, "0/0")).toMatchObject({ id });
      expect(await read(one, "bob", id, "0/0")).toBeNull();
      expect(await read(one, "bob", id)).toBeNull();
    }
  });

  it("refuse a token and its sessions when the revocation is announced, or after a second without an announcement", async () => {
    now = 0;
    const [hearing, deaf] = [new Authenticator(database, clock), new Authenticator(database, clock)];
    const unlisten = await hearing.listen();
    const { id, secret } = await createToken(database, "eve");
    const other = await createToken(database, "ada");
    const session = await createSession(database, id);
    const ended = await createSession(database, other.id);
    for (const callers of [hearing, deaf]) {
      expect(await callers.ofToken(secret)).toEqual({ owner: "eve", operator: false, token: id });
      expect(await callers.ofSession(session.secret)).toEqual({ owner: "eve", operator: false, token: null });
      expect(await callers.ofSession(ended.secret)).toEqual({ owner: "ada", operator: false, token: null });
      expect(await callers.ofToken(`${secret}x`)).toBeNull();
      // A token is not valid as a session, nor a session as a token.
      expect(await callers.ofToken(session.secret)).toBeNull();
      expect(await callers.ofSession(secret)).toBeNull();
    }
    await endSession(database, ended.secret);
    await expect.poll(() => hearing.ofSession(ended.secret)).toBeNull();
    await revokeToken(database, id);
    await expect.poll(() => hearing.ofToken(secret)).toBeNull();
    await expect.poll(() => hearing.ofSession(session.secret)).toBeNull();
    now = 999;
    expect(await deaf.ofToken(secret)).toMatchObject({ owner: "eve" });
    now = 1000;
    for (const known of [deaf.ofToken(secret), deaf.ofSession(session.secret), deaf.ofSession(ended.secret)])
      expect(await known).toBeNull();
    expect(await deaf.ofToken(other.secret)).toMatchObject({ owner: "ada" });
    await revokeToken(database, randomUUID());
    await unlisten();
  });
});
