/**
 * A separate machine as a host of the process group, as in CLUSTER_SETUP.md: the containers' MPI network is a part of
 * the machine's network.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { madeVideo } from "../support/cluster/as-a-user.js";
import { ROOT, run } from "../support/cluster/programs.js";
import { SLEEPING, useStack } from "../support/cluster/use-stack.js";
import { patience } from "../support/pace.js";

const INTERFACE = `sis${process.pid.toString(36)}`;
const NETWORK = `10.${90 + (process.pid % 64)}.7`;
const MACHINE = `${NETWORK}.50`;
const script = (...args: string[]): Promise<unknown> =>
  run(join(ROOT, "test", "support", "cluster", "machine.sh"), args);

describe("a machine without Docker", () => {
  let folder = "";
  const used = useStack(
    {
      file: "docker-compose.dev.yml",
      overrides: ["docker/machines.yml"],
      project: "sister-test-machine",
      port: 18_280,
      env: {
        ...SLEEPING,
        SISTER_MPI_INTERFACE: INTERFACE,
        SISTER_MPI_SUBNET: `${NETWORK}.0/24`,
        SISTER_MPI_RANGE: `${NETWORK}.192/27`,
      },
    },
    async () => {
      folder = await mkdtemp(join(tmpdir(), "sister-machine-"));
      await script("plug", INTERFACE, `${NETWORK}.1/24`, `${MACHINE}/24`);
    },
  );
  afterAll(async () => {
    if (folder === "") return;
    await script("unplug", INTERFACE, folder);
    await rm(folder, { recursive: true, force: true });
  });

  test("becomes a host of the group by one command", async () => {
    const { stack, client } = used();
    // Its /opt/sister is that of the containers.
    const id = (await stack.docker(["create", "sister/sister:test"])).stdout.trim();
    await stack.docker(["cp", `${id}:/opt/sister`, join(folder, "sister")]);
    await stack.docker(["rm", id]);
    const key = await stack.exec("mpi-master", ["cat", "/mpi/client/id_ed25519.pub"]);
    await writeFile(join(folder, "authorized_keys"), `${key}\n`);
    await script("boot", INTERFACE, folder);

    const refused = await stack.cluster(["hosts", "add", MACHINE, "--slots", "1"], { mayFail: true });
    expect([refused.status, refused.stderr]).toEqual([1, expect.stringMatching(/was not added: .*host key/i)]);

    const { stdout: known } = await run("ssh-keyscan", [MACHINE]);
    await stack.exec("mpi-master", ["tee", "-a", "/mpi/client/known_hosts"], { input: known });
    await stack.cluster(["hosts", "add", MACHINE, "--slots", "1"]);
    // The output reports that the sleep engine is not a model.
    const doctor = await stack.exec("mpi-master", ["sister", "doctor", "--hostfile", "hostfile"], { mayFail: true });
    expect(doctor).toMatch(new RegExp(`^ok +host ${MACHINE.replaceAll(".", "\\.")} +answers`, "m"));
    const { stdout: said } = await stack.compose(
      ["exec", "-T", "mpi-master", "mpirun", "--hostfile", "hostfile", "hostname"],
      { timeout: patience(60_000) },
    );
    expect(said.trim().split("\n").sort()).toEqual(["machine5", "mpi-master", "mpi-worker1"]);

    const { id: job } = await client.accepted(await madeVideo(62), "talk.mp4", "machine");
    const { status, ranks } = await client.ended(job);
    expect([status, ranks.map(({ host }) => host).sort()]).toEqual([
      "completed",
      ["machine5", "mpi-master", "mpi-worker1"],
    ]);
  });

  test("does not give the containers a way out of the network", async () => {
    // No machine has the address of the gateway.
    const routes = await used().stack.exec("mpi-worker1", ["cat", "/proc/net/route"]);
    const [, hex = ""] = /^\S+\s+00000000\s+([0-9A-F]{8})/m.exec(routes) ?? [];
    expect([...Buffer.from(hex, "hex")].reverse().join(".")).toBe(`${NETWORK}.192`);
  });
});
