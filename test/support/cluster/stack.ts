/** A stack of containers for tests: a separate Compose project on separate ports. */
import { join } from "node:path";
import type { Engine } from "./engine.js";
import { ROOT, run, type Output, type RunOptions } from "./programs.js";
import { patience } from "../pace.js";
import { until } from "../until.js";

export interface StackOptions {
  file: string;
  /** Override files of docker/. */
  overrides?: readonly string[];
  project: string;
  port: number;
  env?: NodeJS.ProcessEnv;
}

export interface ContainerState {
  service: string;
  id: string;
  state: string;
  health: string;
  exitCode: number;
}

/** A stack comes up within 5 minutes on a quiet machine. */
const UP_MS = 300_000;

/** Endpoints of removed containers that the engine still counts by then stay. */
const STALE_MS = 15_000;

export class Stack {
  readonly url: string;
  readonly project: string;
  readonly #engine: Engine;
  readonly #file: string;
  readonly #overrides: readonly string[];
  readonly env: NodeJS.ProcessEnv;

  constructor(engine: Engine, { file, overrides = [], project, port, env = {} }: StackOptions) {
    this.#engine = engine;
    this.#file = file;
    this.#overrides = overrides;
    this.project = project;
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      ...engine.env,
      COMPOSE_PROJECT_NAME: project,
      SISTER_VERSION: "test",
      SISTER_HTTP_PORT: String(port),
      SISTER_HTTPS_PORT: String(port + 1),
      // The settings file of this checkout must not change a test.
      SISTER_ENV_FILE: "/dev/null/none",
      SISTER_OVERRIDES: overrides.join(" "),
      ...env,
    };
  }

  compose(args: readonly string[], options: RunOptions = {}): Promise<Output> {
    const files = [this.#file, ...this.#overrides].flatMap((file) => ["-f", join(ROOT, file)]);
    return run("docker", ["compose", ...files, ...args], { env: this.env, ...options });
  }

  /** Runs `./cluster` for this stack. */
  cluster(args: readonly string[], options: RunOptions = {}): Promise<Output> {
    const dev = this.#file.includes("dev") ? ["--dev"] : [];
    return run(join(ROOT, "cluster"), [...dev, ...args], { env: this.env, timeout: UP_MS, ...options });
  }

  docker(args: readonly string[], options: RunOptions = {}): Promise<Output> {
    return run("docker", args, { env: this.env, ...options });
  }

  async exec(service: string, command: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.compose(["exec", "-T", service, ...command], options)).stdout.trim();
  }

  /** The PostgreSQL server that is the primary. */
  async primary(): Promise<string> {
    for (const service of ["postgres-master", "postgres-slave1", "postgres-slave2"])
      if ((await this.exec(service, ["psql", "-XqtA", "-d", "postgres", "-c", "SELECT pg_is_in_recovery()"])) === "f")
        return service;
    throw new Error("there is no primary");
  }

  /** Builds the images of all services outside of profiles, and of one profile. */
  async build(profile?: string): Promise<void> {
    const profiles = profile === undefined ? [] : ["--profile", profile];
    await this.compose([...profiles, "build"], { timeout: 1_200_000 });
  }

  /** Starts the stack; resolves with the seconds until all services are healthy. */
  async up(): Promise<number> {
    const begun = performance.now();
    const waitSeconds = String(Math.ceil(patience(UP_MS) / 1000));
    await this.compose(["up", "-d", "--wait", "--wait-timeout", waitSeconds, "--pull", "never"], { timeout: UP_MS });
    return (performance.now() - begun) / 1000;
  }

  async down({ volumes = false } = {}): Promise<void> {
    const args = ["--profile", "*", "down", "-t", "20", ...(volumes ? ["--volumes"] : [])];
    // The engine may count endpoints of containers that it has removed: for a moment, and then `down` goes on where it
    // was; or, if a container was killed while it started, until the engine is started again.
    let engine: Engine | null = this.#engine;
    const begun = performance.now();
    await until(async () => {
      const { status, stderr } = await this.compose(args, { timeout: UP_MS, mayFail: true });
      if (status !== 0 && !stderr.includes("has active endpoints"))
        throw new Error(`docker compose ${args.join(" ")}: ${status ?? "killed"}\n${stderr.slice(-4000)}`);
      if (status !== 0 && performance.now() - begun > STALE_MS) {
        await engine?.restart?.();
        engine = null;
      }
      return status === 0;
    });
  }

  async containers(): Promise<ContainerState[]> {
    const { stdout } = await this.compose(["ps", "-a", "--format", "json"]);
    const lines = stdout.trim().startsWith("[")
      ? (JSON.parse(stdout) as unknown[])
      : stdout
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as unknown);
    return (lines as { Service: string; ID: string; State: string; Health: string; ExitCode: number }[]).map(
      ({ Service, ID, State, Health, ExitCode }) => ({
        service: Service,
        id: ID,
        state: State,
        health: Health,
        exitCode: ExitCode,
      }),
    );
  }

  /** The running containers, by service. */
  async running(): Promise<ContainerState[]> {
    return (await this.containers()).filter(({ state }) => state === "running");
  }

  async idOf(service: string): Promise<string> {
    return (await this.compose(["ps", "-q", service])).stdout.trim();
  }

  /** The first API token, from its log. */
  async firstToken(): Promise<string> {
    const { stdout } = await this.compose(["logs", "--no-log-prefix", "first-token"]);
    const token = /shown once: (\S+)/.exec(stdout)?.[1];
    if (token === undefined) throw new Error(`no first token in: ${stdout}`);
    return token;
  }

  /**
   * Resolves with the seconds until every service is healthy; `seconds` is what a quiet machine needs at the very most.
   */
  async healthyWithin(seconds: number): Promise<number> {
    let bad: string[] = [];
    const isHealthy = async (): Promise<boolean> => {
      const all = (await this.containers()).filter(({ service }) => service !== "setup" && service !== "first-token");
      bad = all
        .filter(({ health }) => health !== "healthy")
        .map(({ service, state, health }) => `${service} ${state} ${health}`);
      return bad.length === 0;
    };
    const wait = { ms: seconds * 1000, every: 500, what: "every service is healthy", seen: () => bad.join(", ") };
    return (await until(isHealthy, wait)) / 1000;
  }
}
