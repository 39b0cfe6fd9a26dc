/** The production stack, built, used, broken, saved and renewed. One stack for the whole file: it takes a while to come up. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { talk } from "../support/api/server.js";
import { madeVideo, useAsAUser } from "./as-a-user.js";
import { inject } from "./faults.js";
import { startLoad } from "./load.js";
import { addressesOf, addressOutside, isOpen, openPorts, reached } from "./reach.js";
import { keysInImages, modesOfSecrets, secretsOf } from "./secrets.js";
import { SLEEPING, useStack } from "./use-stack.js";

const SERVICES = [
  ...["postgres-monitor", "postgres-master", "postgres-slave1", "postgres-slave2"],
  ...["redis-master", "redis-slave1", "redis-slave2", "redis-sentinel1", "redis-sentinel2", "redis-sentinel3"],
  ...["mpi-master", "mpi-worker1", "mpi-worker2", "backend1", "backend2", "backend3", "nginx"],
];
const HOSTS = ["mpi-master", "mpi-worker1", "mpi-worker2"];
/** One of each role. */
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

  test("is healthy within 5 minutes, and idle in under 3 GB", async () => {
    const { stack, secondsUp } = used();
    expect(secondsUp).toBeLessThan(300);
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

  test("does a user's work, on three hosts", async () => {
    const { client } = used();
    await useAsAUser(client, await madeVideo(62), HOSTS);
  });

  test("has the page at its one door, with its policy, and streams events as they come", async () => {
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
    // The stream has no end: what is read came through nginx while it was open.
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

  test("secrets are nowhere but with their owners, and only two ports are published", async () => {
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

  test("has two ports open to the outside, and networks that reach what they must", async () => {
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

  test("the primary is gone: a replica is promoted, nothing accepted is lost, and the old one follows", async () => {
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

  test("Redis's primary stands still: the servers have another one within 15 s", async () => {
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
      const begun = Date.now();
      while ((await at()) === old && Date.now() - begun < 15_000) await sleep(200);
      expect(await at()).not.toBe(old);
    } finally {
      await stack.docker(["unpause", id]);
    }
    await stack.healthyWithin(60);
  });

  test("the backends are renewed one after the other under load, and no request fails", async () => {
    const { stack, client } = used();
    const statuses: number[] = [];
    let over = false;
    const asking = (async () => {
      while (!over) {
        statuses.push((await client.read("/api/jobs?limit=1")).status);
        await sleep(20);
      }
    })();
    // Awaited below, also if the roll takes longer than it.
    asking.catch(() => undefined);
    await stack.cluster(["roll"]);
    over = true;
    await asking;
    expect(statuses.length).toBeGreaterThan(100);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
  });

  test("a fourth host is one command, and goes again", async () => {
    const { stack, client } = used();
    await stack.cluster(["scale", "3"]);
    expect(await stack.exec("mpi-master", ["cat", "hostfile"])).toMatch(/^mpi-worker3 slots=1$/m);
    await useAsAUser(client, await madeVideo(100), [...HOSTS, "mpi-worker3"]);
    await stack.cluster(["scale", "2"]);
    expect(await stack.exec("mpi-master", ["cat", "hostfile"])).not.toMatch(/mpi-worker3/);
    await stack.healthyWithin(60);
  });

  test("down and up, and a backup into a cluster that is new: everything is there", async () => {
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
