/** The dev stack: 8 containers that do the same, with the default engine. */
import { describe, expect, test } from "vitest";
import { madeVideo, useAsAUser } from "./as-a-user.js";
import { useStack } from "./use-stack.js";

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

describe("the dev stack", () => {
  const used = useStack({ file: "docker-compose.dev.yml", project: "sister-test-dev", port: 18_180 });

  test("is 8 containers, healthy within 5 minutes", async () => {
    const { stack, secondsUp } = used();
    expect(secondsUp).toBeLessThan(300);
    const running = await stack.running();
    expect(running.map(({ service, health }) => `${service} ${health}`).sort()).toEqual(
      SERVICES.map((name) => `${name} healthy`),
    );
  });

  test("does a user's work, on two hosts", async () => {
    await useAsAUser(used().client, await madeVideo(62), ["mpi-master", "mpi-worker1"]);
  });

  test("hears by Moonshine, which every host has in its image", async () => {
    const { stack, client } = used();
    for (const host of ["mpi-master", "mpi-worker1", "backend1"]) {
      // A worker has no data folder, which its doctor misses.
      const said = (await stack.compose(["exec", "-T", host, "sister", "doctor"], { mayFail: true })).stdout;
      expect(said).toMatch(/^ok +MPI addon +2 ranks/m);
      expect(said).toMatch(/^ok +speech model +moonshine-base-en, every file/m);
      expect(said).toMatch(/^ok +voice detector +Silero/m);
      expect(said).toMatch(/^ok +word times +English/m);
    }
    const [job] = await client.jobs();
    const { warnings } = await client.json<{ warnings: unknown[] }>(`/api/jobs/${job?.id}`);
    expect(warnings).toEqual([]);
    const { cues } = await client.json<{ cues: { text: string }[] }>(`/api/jobs/${job?.id}/subtitles/en.json`);
    const text = cues.map((cue) => cue.text.replaceAll("\n", " ")).join(" ");
    expect(text).toContain("Good morning and welcome to this short talk. Today I want to show you how a group");
  });

  test("a replica is promoted by hand, and the old primary follows it", async () => {
    const { stack, client } = used();
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
