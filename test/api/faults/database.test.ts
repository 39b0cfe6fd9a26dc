/**
 * Several servers and supervisors with one PostgreSQL: a primary with one replica, synchronous as in production. The engine only sleeps: the tests check that
 * no accepted job is lost or done twice.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { descendants, makeFolder, start, type RunningCommand } from "../../cli/sister.js";
import type { Database } from "../../../src/database/database.js";
import { openPostgres } from "../../../src/database/postgres/postgres.js";
import { findPostgres, startPostgres, type PostgresServer } from "../../support/store/postgres-server.js";
import type { Place } from "../../support/api/place.js";
import { startServer, talk, until, variantOf, type Answer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const programs = findPostgres();
const LIMIT = { timeout: patience(180_000) };

/** A primary, its replica, and servers and supervisors with both, for one test. */
class Cluster {
  readonly place: Place;
  readonly primary: PostgresServer;
  readonly replica: PostgresServer;
  readonly #commands: RunningCommand[] = [];
  readonly #databases: Database[] = [];

  private constructor(place: Place, primary: PostgresServer, replica: PostgresServer) {
    this.place = place;
    this.primary = primary;
    this.replica = replica;
  }

  /** @param onEnd called with a function that ends it */
  static async begin(programs: string, onEnd: (end: () => Promise<void>) => void): Promise<Cluster> {
    const place = await makeFolder();
    const primary = await startPostgres(programs, ["synchronous_standby_names=ANY 1 (one)"]);
    const cluster = new Cluster(place, primary, await primary.replica("one"));
    onEnd(() => cluster.#end());
    return cluster;
  }

  get #env(): NodeJS.ProcessEnv {
    return {
      ...this.place.env,
      DATABASE_URL: `postgres://sister@${this.primary.address},${this.replica.address}/postgres`,
      DATABASE_REPLICA_URLS: this.replica.url,
      SISTER_SPEECH_MODEL: "sleep:0.2",
    };
  }

  async serve(more: NodeJS.ProcessEnv = {}): Promise<TestServer> {
    const server = await startServer({ ...this.#env, ...more });
    this.#commands.push(server.command);
    return server;
  }

  async group(): Promise<RunningCommand> {
    const command = start(["group", "--ranks", "2"], this.#env);
    this.#commands.push(command);
    await command.says(/ranks is ready/);
    return command;
  }

  /** A connection for the test's own statements. */
  async database(): Promise<Database> {
    const database = await openPostgres(this.primary.url);
    this.#databases.push(database);
    return database;
  }

  async #end(): Promise<void> {
    await Promise.all(this.#databases.map((database) => database.close()));
    for (const { child } of this.#commands) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    await Promise.all(this.#commands.map(({ ended }) => ended));
    await this.replica.stop();
    await this.primary.stop();
    await this.place.remove();
  }
}

const jobOf = async (server: TestServer, id: string): Promise<Answer> => (await server.request(`/api/jobs/${id}`)).json;

/** Resolves when so many segments of a job are done. */
const hasDone = (server: TestServer, id: string, least: number): Promise<number> =>
  until(async () => ((await jobOf(server, id)).segments?.done ?? 0) >= least);

describe("servers with one PostgreSQL", () => {
  if (programs === null) {
    it("lose no job", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  const begin = (onEnd: (end: () => Promise<void>) => void): Promise<Cluster> => Cluster.begin(programs, onEnd);

  it("make one job of 102 requests with one Idempotency-Key, sent to 3 servers", LIMIT, async ({ onTestFinished }) => {
    const cluster = await begin(onTestFinished);
    const [ffprobe = "", probed = ""] = ["ffprobe", "probed"].map((name) => join(cluster.place.folder, name));
    await writeFile(ffprobe, `#!/bin/sh\necho "$*" >> ${probed}\nexec ffprobe "$@"\n`, { mode: 0o755 });
    const servers = await Promise.all([1, 2, 3].map(() => cluster.serve({ FFPROBE_PATH: ffprobe })));
    const speech = await talk(3);
    const key = { "Idempotency-Key": "one" };
    const asked = servers.flatMap((server) => Array.from({ length: 34 }, () => server.submit(speech, {}, key)));
    const replies = await Promise.all(asked);
    const ids = new Set<string>();
    for (const reply of replies) {
      // A request may also be told to come back, while its twin is still in progress.
      if (reply.status === 409) expect(reply.headers.get("retry-after")).not.toBeNull();
      else expect(reply.status).toBe(202);
      if (reply.status === 202) ids.add(reply.json.id);
    }
    expect(ids.size).toBe(1);
    expect((await servers[0]?.request("/api/jobs"))?.json.jobs).toHaveLength(1);
    // Each server probes the video once, however often it is sent.
    const uploads = (await readFile(probed, "utf8")).split("\n").filter((words) => words.includes("/incoming/"));
    expect([1, 2, 3]).toContain(uploads.length);
  });

  it(
    "show clients their own writes, whichever server they ask, while the replica has stopped replaying",
    LIMIT,
    async ({ onTestFinished }) => {
      const cluster = await begin(onTestFinished);
      const [first, second] = await Promise.all([cluster.serve(), cluster.serve()]);
      const speech = await talk(3);
      cluster.replica.say("SELECT pg_wal_replay_pause()");
      for (let i = 0; i < 10; i++) {
        const made = await first.submit(variantOf(speech, i), {});
        expect(made.status).toBe(202);
        expect(made.headers.get("sister-lsn")).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
        expect((await second.request(`/api/jobs/${made.json.id}`)).status).toBe(200);
      }
      const lag = async (): Promise<number> => {
        const { text } = await first.request("/metrics");
        return Number(/^sister_replica_lag_seconds\{replica="127\.0\.0\.1:\d+"\} (\S+)$/m.exec(text)?.[1]);
      };
      await expect.poll(lag, { timeout: patience(20_000) }).toBeGreaterThan(0);
      cluster.replica.say("SELECT pg_wal_replay_resume()");
      await expect.poll(lag, { timeout: patience(20_000) }).toBe(0);
    },
  );

  // These tests wait most of the time, so they run together.
  it.concurrent(
    "answer reads and refuse writes while the primary is away, and then finish their jobs",
    LIMIT,
    async ({ onTestFinished }) => {
      const cluster = await begin(onTestFinished);
      const { primary } = cluster;
      const server = await cluster.serve();
      await cluster.group();
      const { id } = (await server.submit(await talk(75), {})).json;
      await hasDone(server, id, 2);
      await primary.crash();
      const refused = await server.submit(await talk(3), {});
      expect(refused.status).toBe(503);
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      expect(refused.headers.get("retry-after")).not.toBeNull();
      expect((await jobOf(server, id)).id).toBe(id);
      expect((await server.request("/api/jobs")).json.jobs).toMatchObject([{ id }]);
      expect((await server.request("/ready")).status).toBe(503);
      await primary.start();
      await until(async () => (await server.request("/ready")).status === 200);
      expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
      expect((await server.request("/api/jobs")).json.jobs).toHaveLength(1);
    },
  );

  it.concurrent("go on with a promoted replica", LIMIT, async ({ onTestFinished }) => {
    const cluster = await begin(onTestFinished);
    const server = await cluster.serve();
    await cluster.group();
    const speech = await talk(62);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await server.submit(variantOf(speech, i), {})).json.id);
    await hasDone(server, ids[0] ?? "", 2);
    await cluster.primary.crash();
    cluster.replica.promote();
    for (const id of ids) expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    expect((await server.request("/api/jobs")).json.jobs).toHaveLength(3);
  });

  it.concurrent(
    "refuse the late writes of a supervisor that was paused for longer than its lease",
    LIMIT,
    async ({ onTestFinished }) => {
      const cluster = await begin(onTestFinished);
      const server = await cluster.serve({ SISTER_GROUP_FALLBACK: "off" });
      const sleeper = await cluster.group();
      const { id } = (await server.submit(await talk(75), {})).json;
      await hasDone(server, id, 1);
      const all = [sleeper.child.pid ?? 0, ...(await descendants(sleeper.child.pid ?? 0)).map(({ pid }) => pid)];
      const database = await cluster.database();
      const theirs = async (state: string): Promise<number> => {
        const text = "SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT id FROM jobs%FOR UPDATE' AND " + state;
        return (await database.query(text)).count;
      };
      // It is paused in the middle of a transaction, which PostgreSQL ends after 10 s: it wakes to a connection that broke between two statements.
      await database.transaction(async (transaction) => {
        await transaction.query("SELECT FROM jobs WHERE id = $1 FOR UPDATE", [id]);
        await until(async () => (await theirs("wait_event_type = 'Lock'")) > 0);
        for (const pid of all) process.kill(pid, "SIGSTOP");
      });
      await until(async () => (await theirs("state = 'idle in transaction'")) > 0);
      const other = await cluster.group();
      const job = await server.ended(id);
      expect(job).toMatchObject({ status: "completed", error: null });
      const before = (await server.request(`/api/jobs/${id}/events`)).text;
      for (const pid of all) process.kill(pid, "SIGCONT");
      // It notices that its lease is over, does nothing more to that job, and takes the next one. Whether it logs so depends on what it notices first when it
      // wakes: that the job has ended, or that its lease has.
      other.child.kill("SIGTERM");
      await other.ended;
      const next = (await server.submit(variantOf(await talk(62), 1), {})).json.id;
      const after = await server.ended(next).catch((cause: unknown) => {
        throw new Error(`after its sleep the supervisor did no more: ${sleeper.stderr()}`, { cause });
      });
      expect(after, sleeper.stderr()).toMatchObject({ status: "completed", error: null });
      expect((await server.request(`/api/jobs/${id}/events`)).text).toBe(before);
      expect((await jobOf(server, id)).status).toBe("completed");
    },
  );

  // Only in the full run, because it waits for half a minute.
  if (process.env["SISTER_TEST_FULL"] === undefined) return;
  it("do the group's jobs themselves when no group is alive", async ({ onTestFinished }) => {
    const server = await (await begin(onTestFinished)).serve();
    const { id, route } = (await server.submit(await talk(61), {})).json;
    expect(route).toBe("group");
    // 30 s without a group, then the work itself.
    expect(await server.ended(id)).toMatchObject({ status: "completed", route: "group", fallback: true });
  });
});
