/**
 * The container engine of the cluster's tests: a running one, else one that exists only during the tests. Base images
 * are made here if they cannot be pulled.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, run } from "./programs.js";

/** Kept between runs: its layers speed up the next build. */
const FOLDER = process.env["SISTER_ENGINE_DIR"] ?? join(tmpdir(), "sister-engine");
const SCRIPTS = join(ROOT, "scripts", "cluster");
const BASES = ["debian:bookworm-slim", "node:20-bookworm-slim"];
const MAKING_MS = 600_000;

const has = (program: string): boolean =>
  (process.env["PATH"] ?? "").split(":").some((folder) => existsSync(join(folder, program)));

function answers(args: readonly string[], env: NodeJS.ProcessEnv): boolean {
  try {
    execFileSync("docker", [...args], { stdio: "ignore", env });
    return true;
  } catch {
    return false;
  }
}

export interface Engine {
  /** The environment of its `docker` commands. */
  env: NodeJS.ProcessEnv;
  /** Stops and starts it. Missing: the tests did not start it. */
  restart?(): Promise<void>;
  /** Stops it if the tests started it. */
  stop(): Promise<void>;
}

/** Why no cluster can be tested here; null if it can. */
export function engineMissing(): string | null {
  if (!has("docker")) return "there is no docker (Debian: docker.io)";
  if (answers(["compose", "version"], process.env) && answers(["version"], process.env)) return null;
  if (process.getuid?.() !== 0) return "no container engine runs, and starting one needs root";
  if (!has("dockerd")) return "no container engine runs, and there is none to start (Debian: docker.io)";
  return null;
}

/** Finds or starts an engine and provides the base images. */
export async function startEngine(): Promise<Engine> {
  const isOwn = !(answers(["version"], process.env) && answers(["compose", "version"], process.env));
  let env: NodeJS.ProcessEnv = { ...process.env };
  if (isOwn) {
    const { stdout } = await run("bash", [join(SCRIPTS, "engine.sh"), "up", FOLDER], { timeout: MAKING_MS });
    const said = [...stdout.matchAll(/^(\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value] as const);
    env = { ...env, ...Object.fromEntries(said) };
  }
  const stop = async (): Promise<void> => {
    if (isOwn) await run("bash", [join(SCRIPTS, "engine.sh"), "down", FOLDER], { timeout: 60_000 });
  };
  const restart = async (): Promise<void> => {
    await stop();
    await run("bash", [join(SCRIPTS, "engine.sh"), "up", FOLDER], { timeout: MAKING_MS });
  };
  try {
    if (!BASES.every((name) => answers(["image", "inspect", name], env) || answers(["pull", "-q", name], env)))
      await run("bash", [join(SCRIPTS, "base-images.sh")], { env, timeout: MAKING_MS });
    return { env, stop, ...(isOwn ? { restart } : {}) };
  } catch (error) {
    await stop();
    throw error;
  }
}
