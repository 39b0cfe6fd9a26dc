/** A server whose PostgreSQL and Redis refuse its password: clients get 503 with Retry-After, and the log names the service and the setting. */
import { afterEach, describe, expect, it } from "vitest";
import { redisMissing, startRedis, type RedisServer } from "../../support/cache/redis-server.js";
import { run } from "../../cli/sister.js";
import { letIn, makeAda } from "../../support/store/client-authentication.js";
import { findPostgres, startPostgres, type PostgresServer } from "../../support/store/postgres-server.js";
import { makePlace, type Place } from "../../support/api/place.js";
import { expectProblem, startServer, type TestServer } from "../../support/api/server.js";
import { patience } from "../../support/pace.js";

const programs = findPostgres();
const POLL = { timeout: patience(40_000) };

let ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  ends = [];
});

async function begin(): Promise<{ postgres: PostgresServer; place: Place; redis: RedisServer | null }> {
  const postgres = await startPostgres(programs ?? "");
  ends.push(() => postgres.stop());
  makeAda(postgres);
  const redis = redisMissing() === null ? await startRedis() : null;
  if (redis) ends.push(() => redis.stop());
  const place = await makePlace();
  ends.push(() => place.remove());
  return { postgres, place, redis };
}

describe("a server with wrong passwords", () => {
  it(
    "answers 503 until the passwords are right, and logs which service refused it, without a password",
    { timeout: patience(180_000) },
    async ({ skip }) => {
      if (programs === null) return skip("there is no PostgreSQL (Debian: postgresql)");
      const { postgres, place, redis } = await begin();
      const env: NodeJS.ProcessEnv = {
        ...place.env,
        DATABASE_URL: `postgres://ada:secret@${postgres.address}/sister`,
        ...(redis ? { REDIS_URL: `redis://:battery@127.0.0.1:${redis.port}` } : {}),
      };
      const server: TestServer = await startServer(env);
      ends.push(async () => {
        server.command.child.kill("SIGKILL");
        await server.command.ended;
      });
      if (redis) {
        await expect
          .poll(() => server.command.stderr(), POLL)
          .toMatch(/Redis refuses the password .*set REDIS_PASSWORD/);
        expect((await server.request("/ready")).json).toEqual({
          status: "ready",
          warnings: ["Redis refuses the password"],
        });
      }
      postgres.say("ALTER ROLE ada PASSWORD 'horse'");
      const cut = (): void =>
        postgres.say("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE usename = 'ada'");
      // Until the last connection that was being made when the password changed is gone.
      const refused = async (): Promise<string> => {
        cut();
        return (await server.request("/ready")).json.detail;
      };
      for (let times = 0; times < 3; times++) await expect.poll(refused, POLL).toMatch(/refuses the password/);
      for (const path of ["/api/jobs", "/api/jobs/00000000-0000-4000-8000-000000000000"]) {
        const reply = await server.request(path);
        expectProblem(reply, 503, /the database is away/);
        expect(reply.headers.get("retry-after")).toBe("5");
        expect(reply.text).not.toMatch(/ada|DATABASE_URL|127\.0\.0\.1/);
      }
      await expect
        .poll(() => server.command.stderr(), POLL)
        .toMatch(/503.*the database refuses the password .*user \\"ada\\".*set DATABASE_URL/);
      // A server that starts now reports it in one line.
      const other = await run(["serve"], { ...env, PORT: "0" });
      expect([other.status, other.stderr]).toEqual([
        2,
        expect.stringMatching(/^sister: the database refuses the password [^\n]+\n$/),
      ]);
      postgres.say("ALTER ROLE ada PASSWORD 'secret'");
      await expect.poll(async () => (await server.request("/api/jobs")).status, POLL).toBe(200);
      letIn(postgres, []);
      await expect
        .poll(() => {
          cut();
          return server.command.stderr();
        }, POLL)
        .toMatch(/503.*does not let this user in .*pg_hba/);
      expectProblem(await server.request("/api/jobs"), 503, /the database is away/);
      // It is not an error of the program: one line without a stack.
      expect(server.command.stderr()).not.toContain('"stack"');
      expect(server.command.stderr()).not.toMatch(/secret|horse|battery/);
    },
  );
});
