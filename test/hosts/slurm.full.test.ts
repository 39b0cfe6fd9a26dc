/**
 * The batch script for Slurm, on a real Slurm with three nodes. The engine sleeps: only the hand-over between
 * allocations is tested.
 */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startServer, talk, until, type TestServer } from "../support/api/server.js";
import { makeFolder } from "../cli/sister.js";
import { findPostgres, startPostgres, type PostgresServer } from "../support/store/postgres-server.js";
import { hostsUnavailable, TestHosts } from "./hosts.js";
import { slurmUnavailable, TestSlurm } from "./slurm.js";
import { patience } from "../support/pace.js";

const SCRIPT = "docker/slurm/sister-group.sbatch";
const programs = findPostgres();
const unavailable =
  hostsUnavailable() ??
  slurmUnavailable() ??
  (programs === null ? "there is no PostgreSQL: apt-get install postgresql" : null);

it(
  "an allocation works for the servers, and the next one continues when its time is over",
  { timeout: patience(300_000) },
  async ({ skip }) => {
    if (unavailable !== null || programs === null) return skip(unavailable ?? "");
    const hosts = await TestHosts.start({ count: 3 });
    const place = await makeFolder();
    let database: PostgresServer | undefined;
    let server: TestServer | undefined;
    try {
      database = await startPostgres(programs);
      const shared = { ...place.env, SISTER_SPEECH_MODEL: "sleep:0.3" };
      // Without a fallback the servers wait for a group.
      server = await startServer({ ...shared, DATABASE_URL: database.url, SISTER_GROUP_FALLBACK: "off" });
      const slurm = await TestSlurm.start(hosts, place.folder);
      const env = join(place.folder, "group.env");
      const lines = Object.entries({ ...shared, DATABASE_URL: database.socketUrl }).map(
        ([name, value]) => `${name}='${value}'\n`,
      );
      await writeFile(env, lines.join(""), { mode: 0o600 });
      const output = join(place.folder, "slurm-%j.out");
      const submit = async (): Promise<string> => {
        const { stdout, stderr } = await slurm.run(
          ["sbatch", "--parsable", "--nodes=3", `--output=${output}`, SCRIPT],
          { SISTER_ENV: env },
        );
        expect(stdout, stderr).toMatch(/^\d+$/m);
        return stdout.trim();
      };
      const jobOf = async (id: string) => (await server?.request(`/api/jobs/${id}`))?.json;

      const allocation = await submit();
      const file = await talk(200);
      const { id } = (await server.submit(file)).json;
      await until(async () => ((await jobOf(id))?.segments.done ?? 0) > 3);
      // What Slurm sends to the script a minute before its time is over.
      expect(await slurm.run(["scancel", "--batch", "--signal=TERM", allocation])).toMatchObject({ status: 0 });
      await until(async () => (await slurm.run(["squeue", "-h"])).stdout === "");
      const before = await jobOf(id);
      expect(before?.status).not.toBe("completed");

      await submit();
      const job = await server.ended(id);
      expect(job).toMatchObject({ status: "completed", route: "group", segments: { failed: 0 } });
      expect(job.ranks.map(({ host }) => host).sort()).toEqual(["host1", "host2", "host3"]);
      const heard = job.ranks.reduce((sum, { segments }) => sum + segments, 0);
      expect(heard).toBeLessThanOrEqual(job.segments.total - (before?.segments.done ?? 0));
    } catch (error) {
      const outputs = (await readdir(place.folder)).filter((name) => /^slurm-.*\.out$/.test(name));
      const texts = await Promise.all(outputs.map((name) => readFile(join(place.folder, name), "utf8")));
      throw new Error(`what the allocations printed:\n${texts.join("\n")}`, { cause: error });
    } finally {
      await server?.stop();
      await hosts.stop();
      await database?.stop();
      await place.remove();
    }
  },
);
