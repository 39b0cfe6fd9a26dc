/** Several real ssh hosts on this machine, made of namespaces: see hosts.sh. */
import { execFile, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MPIRUN_ENVIRONMENT } from "../mpi/launch.js";
import { patience } from "../support/pace.js";

const SCRIPT = fileURLToPath(new URL("./hosts.sh", import.meta.url));

export interface Outcome {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** The reason for which hosts cannot be made here; null if they can. */
export function hostsUnavailable(): string | null {
  if (process.getuid?.() !== 0) return "making hosts out of namespaces needs root";
  for (const program of ["/usr/sbin/sshd", "/usr/bin/nsenter", "/usr/bin/unshare"]) {
    if (!existsSync(program)) return `${program} is missing: apt-get install openssh-server util-linux`;
  }
  const probe = `sister-probe-${process.pid}`;
  try {
    execFileSync("ip", ["netns", "add", probe], { stdio: "pipe" });
    execFileSync("ip", ["netns", "del", probe], { stdio: "pipe" });
    return null;
  } catch (error) {
    return `this machine permits no network namespaces (${error instanceof Error ? error.message.split("\n").at(-1) : String(error)})`;
  }
}

export interface RunningInHost {
  /** Everything that it has printed so far. */
  said(): string;
  /** Resolves with its exit status. */
  ended: Promise<number | null>;
}

export class TestHosts {
  /** Names of the hosts; the first one is where commands are run. */
  readonly names: string[];
  readonly hostfile: string;
  /** A folder that each host has for itself. */
  readonly private: string;
  readonly #folder: string;

  private constructor(folder: string, count: number) {
    this.#folder = folder;
    this.names = Array.from({ length: count }, (_, i) => `host${i + 1}`);
    this.hostfile = join(folder, "hostfile");
    this.private = join(folder, "private");
  }

  static async start({ count = 3, slots = 1 } = {}): Promise<TestHosts> {
    const folder = await mkdtemp(join(tmpdir(), "sister-hosts-"));
    const hosts = new TestHosts(folder, count);
    const { status, stderr } = await hosts.#script([
      "up",
      folder,
      `sis${process.pid.toString(36)}`,
      String(count),
      String(slots),
    ]);
    if (status !== 0) {
      await hosts.stop();
      throw new Error(`the hosts did not start: ${stderr}`);
    }
    return hosts;
  }

  #script(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return new Promise((resolve) => {
      const environment: NodeJS.ProcessEnv = { ...process.env, ...MPIRUN_ENVIRONMENT, ...env };
      delete environment["NODE_OPTIONS"];
      // hosts.sh leaves the hosts running. Their output goes to files, so that the pipes of the script close.
      execFile(SCRIPT, args, { env: environment, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ status: error ? (typeof error.code === "number" ? error.code : null) : 0, stdout, stderr });
      });
    });
  }

  /** Runs a command inside a host, with the settings that mpirun needs there to reach the other hosts. */
  exec(host: string, command: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
    return this.#script(["exec", this.#folder, host, ...command], { ...this.#environment(), ...env });
  }

  /**
   * Like exec, for a program that is watched while it runs. The time limit is inside the host: a process in a host
   * outlives the one that entered it.
   */
  begin(host: string, command: string[], seconds: number): RunningInHost {
    const env: NodeJS.ProcessEnv = { ...process.env, ...MPIRUN_ENVIRONMENT, ...this.#environment() };
    delete env["NODE_OPTIONS"];
    const args = [
      "exec",
      this.#folder,
      host,
      "timeout",
      "-k",
      "2",
      String(Math.ceil(patience(seconds * 1000) / 1000)),
      ...command,
    ];
    const child = spawn(SCRIPT, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text: Buffer) => (said += text.toString()));
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { said: () => said, ended };
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      OMPI_MCA_plm_rsh_agent: `ssh -F ${join(this.#folder, "ssh_config")}`,
      OMPI_MCA_oob_tcp_if_include: "eth0",
      OMPI_MCA_btl_tcp_if_include: "eth0",
    };
  }

  /** Plugs in or pulls out the network cable. */
  async link(host: string, state: "up" | "down"): Promise<void> {
    await this.#script(["link", this.#folder, host, state]);
  }

  /** Ends all processes of the host at once. */
  async crash(host: string): Promise<void> {
    await this.#script(["crash", this.#folder, host]);
  }

  async boot(host: string): Promise<void> {
    await this.#script(["boot", this.#folder, host]);
  }

  async stop(): Promise<void> {
    await this.#script(["down", this.#folder]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}
