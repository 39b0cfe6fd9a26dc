/** The dev stack: 8 containers with the same functions and the default engine. */
import { join } from "node:path";
import { connect } from "node:tls";
import { describe, expect, test } from "vitest";
import { madeVideo, useAsAUser } from "../support/cluster/as-a-user.js";
import { ROOT, run } from "../support/cluster/programs.js";
import { useStack } from "../support/cluster/use-stack.js";
import { patience } from "../support/pace.js";
import { expectWithin } from "../support/pace.js";

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

const PORT = 18_180;

/** The fingerprint of the certificate at a port of this machine. */
function served(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // The certificate is self-signed.
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.once("error", reject);
  });
}

describe("the dev stack", () => {
  const used = useStack({ file: "docker-compose.dev.yml", project: "sister-test-dev", port: PORT });

  test("has 8 containers that are healthy within 5 minutes", async () => {
    const { stack, secondsUp } = used();
    expectWithin("a stack comes up", secondsUp * 1000, 300_000);
    const running = await stack.running();
    expect(running.map(({ service, health }) => `${service} ${health}`).sort()).toEqual(
      SERVICES.map((name) => `${name} healthy`),
    );
  });

  test("completes a user's work, on two hosts", async () => {
    await useAsAUser(used().client, await madeVideo(62), ["mpi-master", "mpi-worker1"]);
  });

  test("recognizes speech with Moonshine, which is in every host's image", async () => {
    const { stack, client } = used();
    for (const host of ["mpi-master", "mpi-worker1", "backend1"]) {
      // A worker has no data folder, so its doctor reports that.
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

  test("obeys the commands of CLUSTER_SETUP.md without an option for the stack", async () => {
    const { stack, client } = used();
    const cluster = async (...args: string[]): Promise<string> =>
      (await run(join(ROOT, "cluster"), args, { env: stack.env })).stdout;
    expect(await cluster("first-token")).toMatch(/shown once: \S+/);
    expect(await cluster("token", "ada")).toMatch(/\S{20}/);
    expect((await cluster("exec", "mpi-master", "mpirun", "--hostfile", "hostfile", "hostname")).split("\n")).toEqual(
      expect.arrayContaining(["mpi-master", "mpi-worker1"]),
    );
    expect(await cluster("status")).toMatch(/postgres-master: primary/);
    expect((await client.fetch("/health")).status).toBe(200);
  });

  test("has a separate key for each MPI host, and refuses a host with another key", async () => {
    const { stack } = used();
    const keys = await Promise.all(
      ["mpi-master", "mpi-worker1"].map((host) =>
        stack.exec(host, ["ssh-keygen", "-lf", "/mpi/host/host_ed25519_key.pub"]),
      ),
    );
    expect(new Set(keys.map((line) => line.split(" ")[1])).size).toBe(2);
    const asked = (alias: string): Promise<{ stdout: string; stderr: string }> =>
      stack.compose(["exec", "-T", "mpi-master", "ssh", "-o", `HostKeyAlias=${alias}`, "mpi-worker1", "hostname"], {
        mayFail: true,
      });
    expect((await asked("[mpi-worker1]:2222")).stdout.trim()).toBe("mpi-worker1");
    const refused = await asked("[mpi-master]:2222");
    expect(refused.stdout).toBe("");
    expect(refused.stderr).toMatch(/host key verification failed/i);
  });

  test("bounds the resources of every container", async () => {
    const { stack } = used();
    const ids = (await stack.running()).map(({ id }) => id);
    const format = "{{.Name}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.NanoCpus}}";
    const { stdout } = await stack.docker(["inspect", "--format", format, ...ids]);
    const lines = stdout.trim().split("\n");
    expect(lines.length).toBe(SERVICES.length);
    for (const line of lines)
      for (const bound of line.split(" ").slice(1)) expect(Number(bound), line).toBeGreaterThan(0);
  });

  test("serves a replaced certificate within a minute, unless it is invalid", async () => {
    const { stack } = used();
    const inVolume = (command: string): Promise<unknown> =>
      stack.compose(["run", "--rm", "-T", "--no-deps", "setup", "bash", "-c", command]);
    const before = await served(PORT + 1);
    await inVolume("echo half > /tls/tls.crt");
    const log = async (): Promise<string> => (await stack.compose(["logs", "--no-color", "nginx"])).stdout;
    await expect.poll(log, { timeout: patience(60_000), interval: 500 }).toMatch(/certificate cannot be used/);
    expect(await served(PORT + 1)).toBe(before);
    const pair =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 90 -subj /CN=new -keyout /tls/tls.key -out /tls/tls.crt";
    await inVolume(pair);
    await expect.poll(() => served(PORT + 1), { timeout: patience(60_000), interval: 500 }).not.toBe(before);
  });

  test("promotes a replica by hand, and the old primary follows it", async () => {
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
