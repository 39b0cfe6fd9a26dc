/** Runs a program under an mpirun of its own, with a time limit, and collects what its checks reported. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface Report {
  rank: number;
  name: string;
  error: string | null;
}

export interface Run {
  /** mpirun's exit status; null when a signal ended it. */
  status: number | null;
  timedOut: boolean;
  seconds: number;
  stdout: string;
  stderr: string;
  reports: Report[];
}

export interface RunOptions {
  ranks: number;
  args?: string[];
  env?: NodeJS.ProcessEnv;
  /** Default 60. */
  limitSeconds?: number;
}

/** What mpirun needs to run here, whoever runs it. */
export const MPIRUN_ENVIRONMENT = {
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMPI_MCA_btl_vader_single_copy_mechanism: "none",
  // The tests run more ranks than the machine has cores.
  OMPI_MCA_mpi_yield_when_idle: "1",
  NO_COLOR: "1",
};

/** Runs `test/mpi/programs/NAME.ts`. */
export function runProgram(name: string, options: RunOptions): Promise<Run> {
  return runRanks(new URL(`./programs/${name}.ts`, import.meta.url), options);
}

/** Runs a TypeScript program on so many ranks. */
export function runRanks(url: URL, { ranks, args = [], env = {}, limitSeconds = 60 }: RunOptions): Promise<Run> {
  const program = fileURLToPath(url);
  const begin = performance.now();
  const environment: NodeJS.ProcessEnv = { ...process.env, ...MPIRUN_ENVIRONMENT, ...env };
  delete environment["NODE_OPTIONS"];
  const child = spawn(
    "mpirun",
    [
      "-n",
      String(ranks),
      "--oversubscribe",
      "--bind-to",
      "none",
      process.execPath,
      "--expose-gc",
      "--import",
      "tsx",
      program,
      ...args,
    ],
    // A process group of its own: the limit ends mpirun and all that it started.
    { detached: true, env: environment, stdio: ["ignore", "pipe", "pipe"] },
  );
  let stdout = "";
  let stderr = "";
  let timedOut = false;
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const timer = setTimeout(() => {
    timedOut = true;
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  }, limitSeconds * 1000);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      clearTimeout(timer);
      const reports = stdout
        .split("\n")
        .filter((line) => line.startsWith("@check "))
        .map((line) => JSON.parse(line.slice("@check ".length)) as Report);
      resolve({ status, timedOut, seconds: (performance.now() - begin) / 1000, stdout, stderr, reports });
    });
  });
}
