/**
 * Several servers and supervisors over one PostgreSQL: a primary with one replica, synchronous as in production. The engine sleeps: what is tested is
 * that no accepted job is lost or done twice.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { descendants, makeFolder, start, type RunningCommand } from "../cli/sister.js";
import { findPostgres, startPostgres, type PostgresServer } from "../store/postgres-server.js";
import { startServer, talk, variantOf, type Answer, type TestServer } from "./server.js";

const programs = findPostgres();
const POLL = { timeout: 60_000, interval: 100 };
const LIMIT = { timeout: 180_000 };

describe("servers of one PostgreSQL", () => {
  if (programs === null) {
    it("lose no job", ({ skip }) => skip("there is no PostgreSQL (Debian: postgresql)"));
    return;
  }
  let place: Awaited<ReturnType<typeof makeFolder>>;
  let primary: PostgresServer;
  let replica: PostgresServer;
  let commands: RunningCommand[] = [];
  let env: NodeJS.ProcessEnv = {};
  beforeEach(async () => {
    place = await makeFolder();
    primary = await startPostgres(programs, ["synchronous_standby_names=ANY 1 (one)"]);
    replica = await primary.replica("one");
    env = {
      ...place.env,
      DATABASE_URL: `postgres://sister@${primary.address},${replica.address}/postgres`,
      DATABASE_REPLICA_URLS: replica.url,
      SISTER_SPEECH_MODEL: "sleep:0.2",
    };
  });
  afterEach(async () => {
    for (const { child } of commands) {
      child.kill("SIGCONT");
      child.kill("SIGTERM");
    }
    await Promise.all(commands.map(({ ended }) => ended));
    commands = [];
    await replica.stop();
    await primary.stop();
    await place.remove();
  });

  async function serve(more: NodeJS.ProcessEnv = {}): Promise<TestServer> {
    const server = await startServer({ ...env, ...more });
    commands.push(server.command);
    return server;
  }
  async function group(): Promise<RunningCommand> {
    const command = start(["group", "--ranks", "2"], env);
    commands.push(command);
    await command.says(/ranks is ready/);
    return command;
  }
  const jobOf = async (server: TestServer, id: string): Promise<Answer> =>
    (await server.request(`/api/jobs/${id}`)).json;
  const done = (server: TestServer, id: string) => async (): Promise<number> =>
    (await jobOf(server, id)).segments?.done ?? 0;

  it("make one job of 102 requests with one Idempotency-Key, over 3 servers", LIMIT, async () => {
    const servers = await Promise.all([serve(), serve(), serve()]);
    const speech = await talk(3);
    const key = { "Idempotency-Key": "one" };
    const asked = servers.flatMap((server) => Array.from({ length: 34 }, () => server.submit(speech, {}, key)));
    const replies = await Promise.all(asked);
    const ids = new Set<string>();
    for (const reply of replies) {
      // A twin that is still at it may also be told to come back.
      if (reply.status === 409) expect(reply.headers.get("retry-after")).not.toBeNull();
      else expect(reply.status).toBe(202);
      if (reply.status === 202) ids.add(reply.json.id);
    }
    expect(ids.size).toBe(1);
    expect((await servers[0]?.request("/api/jobs"))?.json.jobs).toHaveLength(1);
  });

  it("show everybody what he did, whichever of them he asks, while the replica stands still", LIMIT, async () => {
    const [first, second] = await Promise.all([serve(), serve()]);
    const speech = await talk(3);
    replica.say("SELECT pg_wal_replay_pause()");
    for (let i = 0; i < 10; i++) {
      const made = await first.submit(variantOf(speech, i), {});
      expect(made.status).toBe(202);
      expect(made.headers.get("sister-lsn")).toMatch(/^[0-9A-F]+\/[0-9A-F]+$/);
      expect((await second.request(`/api/jobs/${made.json.id}`)).status).toBe(200);
    }
    replica.say("SELECT pg_wal_replay_resume()");
  });

  it("answer reads and refuse writes while the primary is away, and finish what they had", LIMIT, async () => {
    const server = await serve();
    await group();
    const { id } = (await server.submit(await talk(75), {})).json;
    await expect.poll(done(server, id), POLL).toBeGreaterThan(1);
    await primary.crash();
    const refused = await server.submit(await talk(3), {});
    expect(refused.status).toBe(503);
    expect(refused.headers.get("content-type")).toBe("application/problem+json");
    expect(refused.headers.get("retry-after")).not.toBeNull();
    expect((await jobOf(server, id)).id).toBe(id);
    expect((await server.request("/api/jobs")).json.jobs).toMatchObject([{ id }]);
    expect((await server.request("/ready")).status).toBe(503);
    await primary.start();
    await expect.poll(async () => (await server.request("/ready")).status, POLL).toBe(200);
    expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    expect((await server.request("/api/jobs")).json.jobs).toHaveLength(1);
  });

  it("go on with a replica that was promoted", LIMIT, async () => {
    const server = await serve();
    await group();
    const speech = await talk(62);
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push((await server.submit(variantOf(speech, i), {})).json.id);
    await expect.poll(done(server, ids[0] ?? ""), POLL).toBeGreaterThan(1);
    await primary.crash();
    replica.promote();
    for (const id of ids) expect(await server.ended(id)).toMatchObject({ status: "completed", error: null });
    expect((await server.request("/api/jobs")).json.jobs).toHaveLength(3);
  });

  it("refuse the late writes of a supervisor that slept for longer than its lease", LIMIT, async () => {
    const server = await serve();
    const sleeper = await group();
    const { id } = (await server.submit(await talk(75), {})).json;
    await expect.poll(done(server, id), POLL).toBeGreaterThan(0);
    const all = [sleeper.child.pid ?? 0, ...(await descendants(sleeper.child.pid ?? 0)).map(({ pid }) => pid)];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    await group();
    const job = await server.ended(id);
    expect(job).toMatchObject({ status: "completed", error: null });
    const before = (await server.request(`/api/jobs/${id}/events`)).text;
    for (const pid of all) process.kill(pid, "SIGCONT");
    // It finds out that its lease is over, does nothing more to that job, and is there for the next one.
    await expect.poll(() => sleeper.stderr(), POLL).toMatch(/lease of job|process group ended|renewed/);
    expect((await server.request(`/api/jobs/${id}/events`)).text).toBe(before);
    expect((await jobOf(server, id)).status).toBe("completed");
  });

  // It waits for half a minute: in the full run.
  if (process.env["SISTER_TEST_FULL"] === undefined) return;
  it("take the group's videos themselves when no group is there", { timeout: 240_000 }, async () => {
    const server = await serve();
    const { id, route } = (await server.submit(await talk(61), {})).json;
    expect(route).toBe("group");
    // 30 s without a group, then the work.
    expect(await server.ended(id)).toMatchObject({ status: "completed", route: "group", fallback: true });
  });
});
