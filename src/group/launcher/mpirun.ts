/** Starts mpirun for a program of ours, with what a group needs whatever the user's Open MPI is set to; and ends it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { UNBOUNDED } from "../../children/bounds.js";
import { startChild, type Child } from "../../children/child.js";
import { childEnvironment } from "../../children/environment.js";
import { SisterError } from "../../errors.js";
import type { SpeechConfig } from "../../speech/engines.js";
import type { GroupPlan } from "../hosts/group-plan.js";
import { devicesOf, formatHostfile } from "../hosts/hostfile.js";

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
    ...childEnvironment("group", env),
    // Open MPI forwards this to standard output of every rank; colours would break lines that are read by a program.
    NO_COLOR: "1",
  };
}

/** Variables that ranks on other hosts need too; ssh carries none by itself. */
const FORWARDED = [
  "SISTER_SPEECH_MODEL",
  "SISTER_SPEECH_THREADS",
  "SISTER_SPEECH_PROVIDER",
  "SISTER_VAD_MODEL",
  "SISTER_FAULT_ENGINE",
  "SISTER_FAULT_ALIGNER",
  "NO_COLOR",
];

/** A program of the folder rank/, compiled or, in a checkout's tests, as TypeScript. */
function commandOf(name: string): string[] {
  const extension = extname(fileURLToPath(import.meta.url));
  const program = fileURLToPath(new URL(`../rank/${name}${extension}`, import.meta.url));
  return extension === ".ts" ? [process.execPath, "--import", "tsx", program] : [process.execPath, program];
}

/** In letters that no shell between hosts reads as anything else. */
function argumentsOf(speech: SpeechConfig | undefined): string[] {
  return speech ? [Buffer.from(JSON.stringify(speech)).toString("base64url")] : [];
}

/** How an mpirun ended. */
export interface MpirunEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Why the watch of children ended it; null where it did not. */
  hung: string | null;
  /** Lines of its standard error, the last few hundred. */
  complaints: readonly string[];
}

export interface Mpirun {
  pid: number | null;
  /** Rank 0's standard input. Writing to one that is gone does nothing. */
  stdin: Writable;
  /** Of all ranks. */
  stdout: Readable;
  /** Resolves when it has ended; rejects with a SisterError where it could not be started. */
  ended: Promise<MpirunEnd>;
  /** Ends it in order, and 4 s later by force: mpirun gives its ranks some seconds, an end that takes longer is none. */
  stop(): void;
  /** Ends it at once. Its ranks end by themselves when their pipes to mpirun close. */
  kill(): void;
}

const ORDERLY_MS = 4000;

/**
 * @param program name of a rank program of this folder: "rank-main"
 * @param speech the engine that its ranks shall begin to load at once (preload-speech.ts)
 */
export async function startMpirun(plan: GroupPlan, program: string, speech?: SpeechConfig): Promise<Mpirun> {
  const folder = await mkdtemp(join(tmpdir(), "sister-group-"));
  const removed = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const hostArguments = ["--oversubscribe"];
    if (plan.hosts) {
      const hostfile = join(folder, "hostfile");
      await writeFile(hostfile, formatHostfile(plan.hosts));
      hostArguments.splice(0, 1, "--hostfile", hostfile);
    }
    const forwarded = FORWARDED.filter((name) => process.env[name] !== undefined).flatMap((name) => ["-x", name]);
    // --bind-to none: an engine's child must not share the one core that its rank was bound to.
    const placing = ["-n", String(plan.ranks), ...hostArguments, "--bind-to", "none", ...forwarded];
    // Where the hostfile says what a host computes with, a rank learns it with the job, and opens its engine then.
    const preloading = devicesOf(plan.hosts).length === 0 ? argumentsOf(speech) : [];
    // It has a process group of its own: Ctrl-C reaches us alone, and we end mpirun in order. Its ranks bound their own children, and say that they live.
    const child = startChild("mpirun", [...placing, ...commandOf(program), ...preloading], {
      kind: "group",
      what: "mpirun",
      bounds: UNBOUNDED,
      withDescendants: false,
      env: groupEnvironment(),
      variables: { NO_COLOR: "1" },
    });
    return followed(child, removed);
  } catch (error) {
    await removed();
    throw error;
  }
}

function followed(child: Child, removed: () => Promise<void>): Mpirun {
  const { stdin, stdout, stderr } = child;
  const complaints: string[] = [];
  createInterface({ input: stderr }).on("line", (line) => {
    complaints.push(line);
    if (complaints.length > 400) complaints.splice(0, 200);
  });
  stdin.on("error", () => undefined);
  let killer: NodeJS.Timeout | null = null;
  const follow = async (): Promise<MpirunEnd> => {
    const { code, signal, failure } = await child.ended;
    if (killer) clearTimeout(killer);
    await removed();
    if (failure?.trouble === "missing")
      throw new SisterError("mpirun was not found: install Open MPI (apt-get install openmpi-bin)", { cause: failure });
    if (failure && child.pid === null) throw failure;
    // Without bounds, this is the one failure of one that ran.
    const hung = failure ? "mpirun was stopped from outside (SIGSTOP)" : null;
    return { code, signal, hung, complaints };
  };
  const ended = follow();
  ended.catch(() => undefined);
  return {
    pid: child.pid,
    stdin,
    stdout,
    ended,
    stop: () => {
      child.signal("SIGTERM");
      killer ??= setTimeout(() => child.end(), ORDERLY_MS);
    },
    kill: () => child.end(),
  };
}
