/** Launches a process group with mpirun for one job, and follows it from outside MPI. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { messageOf, SisterError } from "../errors.js";
import type { Job, JobSummary, RunEvent } from "../pipeline/job.js";
import { formatHostfile, ranksFor, readHostfile, thisMachineFirst, type Host } from "./hostfile.js";
import { formatJob, parseMessage, type RankMessage } from "./messages.js";
import { explainMpirun } from "./mpirun-failure.js";
import { watchSilence } from "./silence-watch.js";

export interface GroupPlan {
  ranks: number;
  /** null: this machine alone. */
  hosts: Host[] | null;
  /** More ranks than cores on this machine. */
  oversubscribed: boolean;
}

/** Decides how many ranks run where. Throws a SisterError (exit code 2) where the hostfile has too few slots or lacks this machine. */
export async function planGroup(ranks: number | null, hostfile: string | null): Promise<GroupPlan> {
  if (hostfile === null) {
    const cores = availableParallelism();
    const count = ranks ?? Math.max(2, cores);
    return { ranks: count, hosts: null, oversubscribed: count > cores };
  }
  const hosts = await readHostfile(hostfile);
  const count = ranksFor(hosts, ranks, hostfile);
  return { ranks: count, hosts: await thisMachineFirst(hosts, hostfile), oversubscribed: false };
}

/**
 * Settings that a group needs whatever the user's Open MPI is set to: found by measurement, see docs/architecture.md. What the user's
 * environment sets stays.
 */
export function groupEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isRoot = process.getuid?.() === 0;
  return {
    // Waiting ranks yield the core to the engines.
    OMPI_MCA_mpi_yield_when_idle: "1",
    // A host whose link is cut is noticed in under 10 s, by name, instead of in 8 minutes.
    OMPI_MCA_oob_tcp_keepalive_time: "3",
    OMPI_MCA_oob_tcp_keepalive_intvl: "1",
    OMPI_MCA_oob_tcp_keepalive_probes: "3",
    OMPI_MCA_plm_rsh_args: "-o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=2 -o ServerAliveCountMax=2",
    OMPI_MCA_btl_vader_single_copy_mechanism: "none",
    ...(isRoot ? { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" } : {}),
    ...env,
    // Open MPI forwards this to standard output of every rank; colours would break lines that are read by a program.
    NO_COLOR: "1",
  };
}

/** Variables that ranks on other hosts need too; ssh carries none by itself. */
const FORWARDED = ["SISTER_SPEECH_MODEL", "SISTER_VAD_MODEL", "SISTER_FAULT_ENGINE", "NO_COLOR"];

/** The rank program, compiled or, in a checkout's tests, as TypeScript. */
function rankCommand(): string[] {
  const here = fileURLToPath(import.meta.url);
  const extension = extname(here);
  const program = fileURLToPath(new URL(`./rank-main${extension}`, import.meta.url));
  return extension === ".ts" ? [process.execPath, "--import", "tsx", program] : [process.execPath, program];
}

export interface LaunchOptions {
  plan: GroupPlan;
  onEvent?: (event: RunEvent) => void;
  /** Ends the group within 2 s; `launchGroup` then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Told the process id of mpirun, for tests that hurt the group. */
  onStart?: (mpirun: number) => void;
}

/**
 * Runs one job in a group of its own: launches mpirun, hands rank 0 the job, reports its events, resolves with its summary. Rejects with
 * rank 0's own error, or, when a rank or host died, with one that says which; finished segments are kept in either case.
 */
export async function launchGroup(job: Job, options: LaunchOptions): Promise<JobSummary> {
  options.signal?.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), "sister-group-"));
  try {
    const hostArguments = ["--oversubscribe"];
    if (options.plan.hosts) {
      const hostfile = join(folder, "hostfile");
      await writeFile(hostfile, formatHostfile(options.plan.hosts));
      hostArguments.splice(0, 1, "--hostfile", hostfile);
    }
    const forwarded = FORWARDED.filter((name) => process.env[name] !== undefined).flatMap((name) => ["-x", name]);
    // --bind-to none: an engine's child must not share the one core that its rank was bound to.
    const placing = ["-n", String(options.plan.ranks), ...hostArguments, "--bind-to", "none", ...forwarded];
    const mpirun = spawn("mpirun", [...placing, ...rankCommand()], {
      // A process group of its own: Ctrl-C reaches us alone, and we end mpirun in order.
      detached: true,
      env: groupEnvironment(),
      stdio: ["pipe", "pipe", "pipe"],
    });
    return await follow(mpirun, job, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Outcome = Extract<RankMessage, { type: "summary" | "error" }>;

async function follow(
  mpirun: ChildProcess,
  job: Job,
  { onEvent, onStart, signal }: LaunchOptions,
): Promise<JobSummary> {
  const complaints: string[] = [];
  let outcome: Outcome | null = null;
  let silent: string | null = null;
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
    mpirun.once("error", (error) => {
      reject(
        new SisterError(
          `mpirun could not be started (${messageOf(error)}): install Open MPI (apt-get install openmpi-bin)`,
          {
            cause: error,
          },
        ),
      );
    });
    mpirun.once("close", (code, endedBy) => resolve({ code, signal: endedBy }));
  });
  if (mpirun.pid !== undefined) onStart?.(mpirun.pid);
  const { stdin, stdout, stderr } = mpirun;
  if (!stdin || !stdout || !stderr) throw new Error("mpirun was started without pipes");
  stdin.on("error", () => undefined);
  stdin.write(formatJob(job));
  createInterface({ input: stdout }).on("line", (line) => {
    const message = parseMessage(line);
    if (message) watch.heard();
    if (message?.type === "event") onEvent?.(message.event);
    else if (message?.type === "summary" || message?.type === "error") outcome = message;
  });
  createInterface({ input: stderr }).on("line", (line) => {
    complaints.push(line);
    if (complaints.length > 400) complaints.splice(0, 200);
  });
  const watch = watchSilence((seconds) => {
    silent = `the process group has said nothing for ${seconds} s`;
    // Its ranks end by themselves when their pipes to mpirun close.
    mpirun.kill("SIGKILL");
  });
  let killer: NodeJS.Timeout | null = null;
  const stop = (): void => {
    mpirun.kill("SIGTERM");
    // mpirun gives its ranks some seconds after SIGTERM; an orderly end that takes longer is none.
    killer = setTimeout(() => mpirun.kill("SIGKILL"), 4000);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const { code, signal: endedBy } = await ended;
    signal?.throwIfAborted();
    const last = outcome as Outcome | null;
    // An mpirun that hangs after the job was done (it can, inside PMIx) takes nothing of it back.
    if (last?.type === "summary" && (code === 0 || silent !== null)) return last.summary;
    if (last?.type === "error") throw new SisterError(last.message, { exitCode: last.exitCode });
    throw new SisterError(explainMpirun(complaints, code, endedBy, silent));
  } finally {
    watch.stop();
    signal?.removeEventListener("abort", stop);
    if (killer) clearTimeout(killer);
  }
}
