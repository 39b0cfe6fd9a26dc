/**
 * The production stack: built, used, broken, backed up and renewed. The whole file uses one stack, since its start
 * takes a while.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { talk } from "../support/api/server.js";
import { madeVideo, useAsAUser } from "../support/cluster/as-a-user.js";
import { inject } from "../support/cluster/faults.js";
import { startLoad } from "../support/cluster/load.js";
import { addressesOf, addressOutside, isOpen, openPorts, reached } from "../support/cluster/reach.js";
import { keysInImages, modesOfSecrets, secretsOf } from "../support/cluster/secrets.js";
import { SLEEPING, useStack } from "../support/cluster/use-stack.js";
import { expectWithin } from "../support/pace.js";
import { until } from "../support/until.js";

const SERVICES = [
  ...["postgres-monitor", "postgres-master", "postgres-slave1", "postgres-slave2"],
  ...["redis-master", "redis-slave1", "redis-slave2", "redis-sentinel1", "redis-sentinel2", "redis-sentinel3"],
  ...["mpi-master", "mpi-worker1", "mpi-worker2", "backend1", "backend2", "backend3", "nginx"],
];
const HOSTS = ["mpi-master", "mpi-worker1", "mpi-worker2"];
/** One service of each role. */
const CRASHED = [
  "nginx",
  "backend2",
  "mpi-worker1",
  "mpi-master",
  "redis-sentinel1",
  "redis-master",
  "postgres-monitor",
  "postgres-slave1",
  "postgres-master",
];
const PORT = 18_080;
const GIB = 2 ** 30;

describe("the production stack", () => {
  let openBefore: number[] = [];
  const options = { file: "docker-compose.yml", project: "sister-test", port: PORT, env: SLEEPING };
  const used = useStack(options, async () => {
    openBefore = await openPorts(addressOutside());
  });

  test("is healthy within 5 minutes, and needs less than 3 GB when idle", async () => {
    const { stack, secondsUp } = used();
    expectWithin("a stack comes up", secondsUp * 1000, 300_000);
    const running = await stack.running();
    expect(running.map(({ service }) => service).sort()).toEqual([...SERVICES].sort());
    expect(running.filter(({ health }) => health !== "healthy")).toEqual([]);
    const { stdout } = await stack.docker([
      "stats",
      "--no-stream",
      "--format",
      "{{.MemUsage}}",
      ...running.map(({ id }) => id),
    ]);
    const bytes = stdout
      .trim()
      .split("\n")
      .map((line) => bytesOf(line.split(" / ")[0] ?? ""));
    expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(3 * GIB);
  });

  test("completes a user's work, on three hosts", async () => {
    const { client } = used();
    await useAsAUser(client, await madeVideo(62), HOSTS);
  });

  test("serves the page with its policy at its only door, and streams events without delay", async () => {
    const { client } = used();
    for (const path of ["/", "/jobs", `/jobs/${crypto.randomUUID()}`, "/status"]) {
      const answer = await client.fetch(path);
      expect([path, answer.status, answer.headers.get("content-security-policy")]).toEqual([
        path,
        200,
        expect.stringContaining("script-src 'self'"),
      ]);
      const script = /src="(\/assets\/[^"]+)"/.exec(await answer.text())?.[1] ?? "";
      expect((await client.fetch(script)).headers.get("cache-control")).toContain("immutable");
    }
    // The stream has no end, so this text passed nginx while the stream was open.
    const leaving = new AbortController();
    const stream = await client.fetch("/api/events", { signal: leaving.signal });
    const first = await stream.body?.getReader().read();
    expect(new TextDecoder().decode(first?.value as Uint8Array)).toMatch(/^event: sync$/m);
    leaving.abort();
  });

  test("mpirun works by hand, and workers have no secrets of the database", async () => {
    const { stack } = used();
    const said = await stack.exec("mpi-master", ["mpirun", "--hostfile", "hostfile", "hostname"]);
    expect(said.split("\n").sort()).toEqual(HOSTS);
    expect(
      await stack.exec("mpi-worker1", [
        "bash",
        "-c",
        "ls -A /secrets/app /data /mpi/client; getent hosts postgres-master || true",
      ]),
    ).toBe("/data:\n\n/mpi/client:\n\n/secrets/app:");
  });

  test("gives secrets only to their owners, and publishes only two ports", async () => {
    const { stack } = used();
    const secrets = await secretsOf(stack);
    expect(secrets.filter((secret) => secret.length < 16)).toEqual([]);
    expect(await modesOfSecrets(stack)).toEqual(["600"]);
    const { stdout, stderr } = await stack.compose(["logs", "--no-color"]);
    const inspected = (await stack.docker(["inspect", ...(await stack.containers()).map(({ id }) => id)])).stdout;
    expect(secrets.filter((secret) => `${stdout}${stderr}${inspected}`.includes(secret))).toEqual([]);
    const images = ["sister", "postgres", "redis", "nginx"].map((name) => `sister/${name}:test`);
    expect(await keysInImages(stack, images)).toBe("");
    const histories = await Promise.all(
      images.map(async (image) => (await stack.docker(["history", "--no-trunc", image])).stdout),
    );
    expect(secrets.filter((secret) => histories.join("").includes(secret))).toEqual([]);
    const published = (
      await stack.docker(["ps", "--filter", "label=com.docker.compose.project=sister-test", "--format", "{{.Ports}}"])
    ).stdout;
    const ports = [...published.matchAll(/:(\d+)->/g)].map(([, port]) => Number(port));
    expect([...new Set(ports)].sort()).toEqual([PORT, PORT + 1]);
    expect(await isOpen("127.0.0.1", 5432)).toBe(false);
    expect((await fetch(`${stack.url}/metrics`)).status).toBe(404);
  });

  test("has two ports open to the outside, and networks that reach only what they need", async () => {
    const { stack } = used();
    const open = await openPorts(addressOutside());
    expect(open.filter((port) => !openBefore.includes(port))).toEqual([PORT, PORT + 1]);

    const at = async (service: string, port: number): Promise<string[]> =>
      (await addressesOf(stack, service)).map((address) => `${address} ${port}`);
    const database = await at("postgres-master", 5432);
    const redis = await at("redis-master", 6379);
    const worker = await at("mpi-worker1", 2222);
    const backend = (await at("backend1", 8000)).flat();
    const all = [...database, ...redis, ...worker, ...backend];
    const [outside, nginx, behind, toData, toOthers, server] = await Promise.all([
      reached(stack, null, all),
      reached(stack, "nginx", [...database, ...redis, ...worker]),
      reached(stack, "nginx", backend),
      reached(stack, "mpi-worker2", [...database, ...redis]),
      reached(stack, "mpi-worker2", [...worker, ...backend]),
      reached(stack, "backend2", [...database, ...redis, ...worker]),
    ]);
    expect(outside).toEqual(all.map(() => "closed"));
    expect(nginx).toEqual(["closed", "closed", "closed"]);
    expect(behind).toContain("open");
    expect(toData).toEqual(["closed", "closed"]);
    expect(toOthers).toEqual(["open", ...backend.map(() => "closed")]);
    expect(server).toEqual(["open", "open", "closed"]);
  });

  test.each(CRASHED)("%s crashes under load: no job is lost or done twice", async (service) => {
    const { stack, client } = used();
    const load = startLoad(client, { short: await talk(20), long: await talk(65) }, { short: 6, long: 2 });
    await inject(stack, service, "crash");
    await stack.healthyWithin(60);
    expect(await load.outcome()).toEqual({ completed: 8 });
  });

  test("promotes a replica when the primary is gone, loses nothing accepted, and the old primary follows", async () => {
    const { stack, client } = used();
    const before = (await client.jobs()).length;
    const old = await stack.primary();
    const load = startLoad(client, { short: await talk(20), long: await talk(65) }, { short: 6, long: 2 });
    await inject(stack, old, "pause");
    await stack.healthyWithin(60);
    expect(await load.outcome()).toEqual({ completed: 8 });
    expect((await client.jobs()).length).toBe(before + 8);
    expect(await stack.primary()).not.toBe(old);
  });

  test("gives the servers another primary within 15 s when Redis's primary stands still", async () => {
    const { stack } = used();
    const at = async (): Promise<string> =>
      stack.exec("redis-sentinel1", [
        "bash",
        "-c",
        "REDISCLI_AUTH=$(< /secrets/redis/redis) redis-cli -p 26379 sentinel get-master-addr-by-name mymaster | head -1",
      ]);
    const old = await at();
    const id = await stack.idOf(old);
    await stack.docker(["pause", id]);
    try {
      const took = await until(async () => (await at()) !== old, { every: 200 });
      expectWithin("the servers have another primary of Redis", took, 15_000);
    } finally {
      await stack.docker(["unpause", id]);
    }
    await stack.healthyWithin(60);
  });

  test("renews the backends one after another under load, and no request fails", async () => {
    const { stack, client } = used();
    const statuses: number[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        statuses.push((await client.read("/api/jobs?limit=1")).status);
        await sleep(20);
      }
    })();
    // Awaited below, even if the roll takes longer.
    asking.catch(() => undefined);
    await stack.cluster(["roll"]);
    over = true;
    await asking;
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  test("adds and removes a fourth host by one command", async () => {
    const { stack, client } = used();
    try {
      await stack.cluster(["scale", "3"]);
      expect(await stack.exec("mpi-master", ["cat", "hostfile"])).toMatch(/^mpi-worker3 slots=1$/m);
      // An idle group notices the new host within seconds. A job before that is done by the three hosts.
      const log = async (): Promise<string> =>
        (await stack.compose(["logs", "--no-color", "--no-log-prefix", "mpi-master"])).stdout;
      await until(async () => /process group of 4 ranks is ready: [^\n]*mpi-worker3/.test(await log()));
      await useAsAUser(client, await madeVideo(100), [...HOSTS, "mpi-worker3"]);
    } finally {
      // The checkout keeps the number of workers, for the next run too.
      await stack.cluster(["scale", "2"]);
    }
    expect(await stack.exec("mpi-master", ["cat", "hostfile"])).not.toMatch(/mpi-worker3/);
    await stack.healthyWithin(60);
  });

  test("keeps everything over down and up, and in a new cluster from a backup", async () => {
    const { stack, client } = used();
    const folder = await mkdtemp(join(tmpdir(), "sister-backup-"));
    try {
      const jobs = (await client.jobs()).map(({ id, status }) => `${id} ${status}`).sort();
      const [last] = await client.jobs();
      const original = async (): Promise<number> =>
        (await (await client.fetch(`/outputs/${last?.id}/original`)).arrayBuffer()).byteLength;
      const bytes = await original();
      const now = async (): Promise<string[]> =>
        (await client.jobs()).map(({ id, status }) => `${id} ${status}`).sort();
      await stack.down();
      await stack.up();
      expect(await now()).toEqual(jobs);
      expect(await original()).toBe(bytes);

      await stack.cluster(["backup", join(folder, "backup")]);
      await stack.down({ volumes: true });
      await stack.up();
      await stack.cluster(["restore", join(folder, "backup")]);
      expect(await now()).toEqual(jobs);
      expect(await original()).toBe(bytes);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

const UNITS: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 };

function bytesOf(text: string): number {
  const [, number = "0", unit = "B"] = /^([\d.]+)(\w+)$/.exec(text.trim()) ?? [];
  return Number(number) * (UNITS[unit] ?? NaN);
}
