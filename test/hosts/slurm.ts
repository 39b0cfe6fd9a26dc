/**
 * A real Slurm on the test hosts: its controller on the first host, a node on each. Its daemons are processes of the
 * hosts and end with them.
 */
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import type { Outcome, RunningInHost, TestHosts } from "./hosts.js";
import { patience } from "../support/pace.js";

const PROGRAMS = ["/usr/sbin/slurmctld", "/usr/sbin/slurmd", "/usr/bin/sbatch", "/usr/sbin/munged"];
/** The time limit of a daemon in seconds: longer than any test. */
const LIFE = 400;

/** The reason for which Slurm cannot run here; null if it can. */
export function slurmUnavailable(): string | null {
  const missing = PROGRAMS.find((program) => !existsSync(program));
  return missing === undefined ? null : `${missing} is missing: apt-get install slurmctld slurmd slurm-client munge`;
}

export class TestSlurm {
  readonly #hosts: TestHosts;
  readonly #env: NodeJS.ProcessEnv;
  readonly #daemons: RunningInHost[] = [];

  private constructor(hosts: TestHosts, configuration: string) {
    this.#hosts = hosts;
    this.#env = { SLURM_CONF: configuration };
  }

  /** @param folder for the files of Slurm; the hosts share it */
  static async start(hosts: TestHosts, folder: string): Promise<TestSlurm> {
    const path = (name: string): string => join(folder, name);
    await mkdir(path("state"), { recursive: true });
    await writeFile(path("munge.key"), "x".repeat(128), { mode: 0o600 });
    const [first = ""] = hosts.names;
    const lines = [
      "ClusterName=sister",
      `SlurmctldHost=${first}`,
      "SlurmUser=root",
      `AuthInfo=socket=${path("munge.sock")}`,
      `StateSaveLocation=${path("state")}`,
      `SlurmdSpoolDir=${path("spool-%n")}`,
      `SlurmctldPidFile=${path("slurmctld.pid")}`,
      `SlurmdPidFile=${path("slurmd-%n.pid")}`,
      // A namespace has no cgroups; the tests do not depend on cores.
      "ProctrackType=proctrack/linuxproc",
      "TaskPlugin=task/none",
      "JobAcctGatherType=jobacct_gather/none",
      "SlurmdParameters=config_overrides",
      "SchedulerParameters=batch_sched_delay=0,sched_interval=1",
      "ReturnToService=2",
      ...hosts.names.map((name) => `NodeName=${name} CPUs=1 State=UNKNOWN`),
      "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP",
    ];
    await writeFile(path("slurm.conf"), lines.join("\n") + "\n");
    await writeFile(path("cgroup.conf"), `CgroupPlugin=cgroup/v1\nCgroupMountpoint=${path("cgroup")}\n`);
    const slurm = new TestSlurm(hosts, path("slurm.conf"));
    const munge = [
      "key-file=munge.key",
      "socket=munge.sock",
      "pid-file=munge.pid",
      "log-file=munge.log",
      "seed-file=munge.seed",
    ];
    const named = munge.map((one) => "--" + one.replace("=", `=${folder}/`));
    slurm.#daemon(first, ["munged", "--foreground", "--force", ...named]);
    await expect.poll(() => existsSync(path("munge.sock")), { timeout: patience(10_000) }).toBe(true);
    slurm.#daemon(first, ["slurmctld", "-D", "-f", path("slurm.conf")]);
    for (const name of hosts.names) slurm.#daemon(name, ["slurmd", "-D", "-N", name, "-f", path("slurm.conf")]);
    const nodes = async (): Promise<string> => (await slurm.run(["sinfo", "-h", "-o", "%D %t"])).stdout.trim();
    await expect
      .poll(nodes, { timeout: patience(60_000), interval: 500 })
      .toBe(`${hosts.names.length} idle`)
      .catch((error: unknown) => {
        throw new Error(slurm.said(), { cause: error });
      });
    return slurm;
  }

  #daemon(host: string, [program = "", ...args]: string[]): void {
    this.#daemons.push(this.#hosts.begin(host, [`/usr/sbin/${program}`, ...args], LIFE));
  }

  /** Runs a command of Slurm on the first host, as a user there does. */
  run(command: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.#hosts.exec(this.#hosts.names[0] ?? "", command, { ...this.#env, ...env });
  }

  /** Everything that the daemons have printed. */
  said(): string {
    return this.#daemons.map((daemon) => daemon.said()).join("\n");
  }
}
