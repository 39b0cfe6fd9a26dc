/** The dev stack: 8 containers that do the same, with the real engine. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { madeVideo, useAsAUser } from "./as-a-user.js";
import { ClusterClient } from "./client.js";
import { engineMissing, startEngine, type Engine } from "./engine.js";
import { Stack } from "./stack.js";

const SERVICES = [
  "backend1",
  "backend2",
  "mpi-master",
  "mpi-worker1",
  "nginx",
  "postgres-master",
  "postgres-slave1",
  "redis-master",
];

const missing = engineMissing();
describe("the dev stack", () => {
  let engine: Engine;
  let stack: Stack;
  let secondsUp = 0;

  beforeAll(async () => {
    if (missing !== null) return;
    engine = await startEngine();
    stack = new Stack(engine, { file: "docker-compose.dev.yml", project: "sister-test-dev", port: 18_180 });
    await stack.down({ volumes: true });
    await stack.build();
    secondsUp = await stack.up();
  });
  beforeEach((context) => {
    if (missing !== null) context.skip(missing);
  });
  afterAll(async () => {
    if (missing !== null) return;
    await stack?.down({ volumes: true });
    await engine?.stop();
  });

  test("is 8 containers, healthy within 5 minutes", async () => {
    expect(secondsUp).toBeLessThan(300);
    const running = await stack.running();
    expect(running.map(({ service, health }) => `${service} ${health}`).sort()).toEqual(
      SERVICES.map((name) => `${name} healthy`),
    );
  });

  test("does a user's work, on two hosts", async () => {
    await useAsAUser(new ClusterClient(stack.url, await stack.firstToken()), await madeVideo(62), [
      "mpi-master",
      "mpi-worker1",
    ]);
  });

  test("a replica is promoted by hand, and the old primary follows it", async () => {
    const client = new ClusterClient(stack.url, await stack.firstToken());
    const jobs = (await client.jobs()).length;
    await stack.cluster(["promote", "postgres-slave1"]);
    await stack.healthyWithin(60);
    expect(
      await stack.exec("postgres-slave1", [
        "psql",
        "-XqtA",
        "-d",
        "postgres",
        "-c",
        "SELECT count(*) FROM pg_stat_replication",
      ]),
    ).toBe("1");
    expect((await client.jobs()).length).toBe(jobs);
  });
});
