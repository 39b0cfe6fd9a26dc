/** Runs a program with its own mpirun and a time limit, and collects the reports of its checks. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launcher as ownLauncher } from "./launcher.js";
import { readReports, REPORTS_VARIABLE, type Report } from "./reports.js";
import { SANITIZED } from "./sanitizers.js";
import { patience } from "../support/pace.js";

export interface Run {
  /** mpirun's exit status; null: a signal ended it. */
  status: number | null;
  timedOut: boolean;
  seconds: number;
  stdout: string;
  stderr: string;
  reports: Report[];
}

interface Limits {
  env?: NodeJS.ProcessEnv;
  /** What a quiet machine needs at the very most; the limit follows the pace of the machine. Default 60. */
  limitSeconds?: number;
  /** Default: the launcher of the library that the addons are built with. */
  launcher?: typeof ownLauncher;
}

export interface RunOptions extends Limits {
  ranks: number;
  args?: string[];
}

/** The program of some ranks of a world. */
export interface Part {
  ranks: number;
  command: readonly string[];
}

/**
 * Numbers of ranks: 1, where a rank is its own neighbour, and an odd number; all in the full run; only 2 with
 * sanitizers, which slow everything down.
 */
export const RANKS = SANITIZED.length > 0 ? [2] : process.env["SISTER_TEST_FULL"] ? [1, 2, 3, 4] : [1, 3];

/** Settings that mpirun needs in the tests. MPICH's mpirun ignores them. */
export const MPIRUN_ENVIRONMENT = {
  OMPI_ALLOW_RUN_AS_ROOT: "1",
  OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1",
  OMPI_MCA_btl_vader_single_copy_mechanism: "none",
  // The tests run more ranks than the machine has cores.
  OMPI_MCA_mpi_yield_when_idle: "1",
  // All ranks are on this machine. Spawned ranks use TCP, and on one of Docker's networks they would wait for ever,
  // because it rewrites their addresses.
  OMPI_MCA_btl_tcp_if_include: "lo",
  NO_COLOR: "1",
};

/** Runs `test/mpi/programs/NAME.ts`. Example of a name: "collectives/reductions". */
export function runProgram(name: string, options: RunOptions): Promise<Run> {
  return runRanks(new URL(`./programs/${name}.ts`, import.meta.url), options);
}

/** The command that runs a TypeScript program. */
export function nodeCommand(url: URL, args: readonly string[] = []): string[] {
  return [...SANITIZED, process.execPath, "--expose-gc", "--import", "tsx", fileURLToPath(url), ...args];
}

/** Runs a TypeScript program on `ranks` ranks. */
export function runRanks(url: URL, { ranks, args = [], ...limits }: RunOptions): Promise<Run> {
  return runWorld([{ ranks, command: nodeCommand(url, args) }], limits);
}

/** Runs one world in which several programs have ranks, in this order. */
export function runWorld(parts: readonly Part[], limits: Limits = {}): Promise<Run> {
  return startWorld(parts, limits).ended;
}

/** A running world. */
export interface World {
  /** Process id of its mpirun. */
  pid: number;
  /** Resolves with standard output when it contains `text` this many times. Rejects if the world ends first. */
  said(text: RegExp, times: number): Promise<string>;
  ended: Promise<Run>;
}

/** Starts one world, like runWorld. */
export function startWorld(
  parts: readonly Part[],
  { env = {}, limitSeconds = 60, launcher = ownLauncher }: Limits = {},
): World {
  const begin = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "sister-mpi-test-"));
  const reportsFile = join(folder, "reports");
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...MPIRUN_ENVIRONMENT,
    [REPORTS_VARIABLE]: reportsFile,
    ...env,
  };
  delete environment["NODE_OPTIONS"];
  const words = parts.flatMap(({ ranks, command }, i) => [
    ...(i > 0 ? [":"] : []),
    ...launcher.ranks(ranks),
    ...command,
  ]);
  // A separate process group, so that the time limit ends mpirun and all its descendants.
  const child = spawn(launcher.program, words, { detached: true, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const pid = child.pid ?? 0;
  let stdout = "";
  let stderr = "";
  let timedOut = false;
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const timer = setTimeout(
    () => {
      timedOut = true;
      if (pid > 0) process.kill(-pid, "SIGKILL");
    },
    patience(limitSeconds * 1000),
  );
  const ended = new Promise<Run>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => {
      const reports = readReports(reportsFile);
      resolve({ status, timedOut, seconds: (performance.now() - begin) / 1000, stdout, stderr, reports });
    });
  }).finally(() => {
    clearTimeout(timer);
    rmSync(folder, { recursive: true, force: true });
  });
  const said = (text: RegExp, times: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if ((stdout.match(text)?.length ?? 0) >= times) resolve(stdout);
      };
      child.stdout.on("data", look);
      look();
      void ended.then(
        () => reject(new Error(`it ended before it printed ${String(text)}: ${stdout}${stderr}`)),
        reject,
      );
    });
  return { pid, said, ended };
}
