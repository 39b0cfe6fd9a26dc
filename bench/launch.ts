/** Programs under mpirun, for measurements: ranks do not yield if each has a core. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const ENVIRONMENT = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1", NO_COLOR: "1" };

/** Runs a command; resolves with its standard output, rejects if it fails. */
export function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...ENVIRONMENT, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    child.once("error", reject);
    child.once("close", (status) => {
      if (status === 0) resolve(stdout.trim());
      else reject(new Error(`${command} ${args.join(" ")} ended with ${status}: ${stderr.slice(-2000)}`));
    });
  });
}

export type Binding = "none" | "core";

export interface RanksOptions {
  env?: NodeJS.ProcessEnv;
  /** mpirun's `--bind-to`. Default "none". */
  bindTo?: Binding;
  /** A job that hangs is ended after this time, and the benchmark fails. Default: half an hour. */
  limitSeconds?: number;
}

/** Runs a program on `ranks` ranks; with more ranks than cores, they use `--oversubscribe` and yield. */
export function ranks(count: number, program: readonly string[], options: RanksOptions = {}): Promise<string> {
  const { env = {}, bindTo = "none", limitSeconds = 1800 } = options;
  const yielding = count > 2 ? { OMPI_MCA_mpi_yield_when_idle: "1" } : {};
  const mpirun = ["mpirun", "-n", String(count), "--oversubscribe", "--bind-to", bindTo];
  return output("timeout", ["-k", "2", String(limitSeconds), ...mpirun, ...program], { ...yielding, ...env });
}

/** The command of a TypeScript program, relative to the caller. */
export function typescript(url: URL, ...args: string[]): string[] {
  return [process.execPath, "--import", "tsx", fileURLToPath(url), ...args];
}
