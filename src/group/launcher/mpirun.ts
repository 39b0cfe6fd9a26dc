/** Starts mpirun with the program of ranks and the settings that a group needs, and ends it. */
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
import { parseLine, textOf } from "../lines.js";
import type { Heartbeat } from "../messages.js";

/**
 * Settings that a group needs whatever the user's Open MPI is set to: found by measurement, see docs/developing/outside-programs.md. What the user's
 * environment sets stays.
 */
export function groupEnvironment(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const isRoot = process.getuid?.() === 0;
  return {
    // Ranks that wait yield their core to the engines.
    OMPI_MCA_mpi_yield_when_idle: "1",
    // With these a host whose link is cut is noticed in under 10 s, by name, instead of in 8 minutes.
    OMPI_MCA_oob_tcp_keepalive_time: "3",
    OMPI_MCA_oob_tcp_keepalive_intvl: "1",
    OMPI_MCA_oob_tcp_keepalive_probes: "3",
    OMPI_MCA_plm_rsh_args: "-o BatchMode=yes -o ConnectTimeout=5 -o ServerAliveInterval=2 -o ServerAliveCountMax=2",
    OMPI_MCA_btl_vader_single_copy_mechanism: "none",
    ...(isRoot ? { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1" } : {}),
    ...childEnvironment("group", env),
    // Colours would break lines that a program reads.
    NO_COLOR: "1",
  };
}

/** Variables that ranks on other hosts need too: ssh carries none. */
const FORWARDED = [
  "SISTER_SPEECH_MODEL",
  "SISTER_SPEECH_THREADS",
  "SISTER_SPEECH_PROVIDER",
  "SISTER_FAULT_ENGINE",
  "SISTER_FAULT_ALIGNER",
  "NO_COLOR",
];

/** The command of a rank: compiled JavaScript, or TypeScript in the tests of a checkout. */
function rankCommand(): string[] {
  const extension = extname(fileURLToPath(import.meta.url));
  const program = fileURLToPath(new URL(`../rank/rank-main${extension}`, import.meta.url));
  return extension === ".ts" ? [process.execPath, "--import", "tsx", program] : [process.execPath, program];
}

/** In letters that mean nothing to any shell on the way to another host. */
function argumentsOf(speech: SpeechConfig): string[] {
  return [Buffer.from(JSON.stringify(speech)).toString("base64url")];
}

/** The end of an mpirun. */
export interface MpirunEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The reason for which the watch of children ended it; null if it did not. */
  hung: string | null;
  /** The last lines of its standard error, without heartbeats: between 200 and 400 of a long output. */
  complaints: readonly string[];
}

export interface Mpirun {
  pid: number | null;
  /** The standard input of rank 0. Writing does nothing if rank 0 is gone. */
  stdin: Writable;
  /** Only rank 0 writes to it. */
  stdout: Readable;
  /** Calls back at each heartbeat of a rank. */
  onHeartbeat(listener: (rank: number) => void): void;
  /** Resolves when mpirun has ended; rejects with a SisterError if it could not be started. */
  ended: Promise<MpirunEnd>;
  /**
   * Ends it in order, and after 4 s by force: mpirun gives its ranks a few seconds, and a shutdown that takes longer
   * counts as failed.
   */
  stop(): void;
  /** Ends it at once. Its ranks end when their pipes to mpirun close. */
  kill(): void;
}

const ORDERLY_MS = 4000;

/** @param speech the engine that the ranks begin to load at once (preload-speech.ts) */
export async function startMpirun(plan: GroupPlan, speech: SpeechConfig): Promise<Mpirun> {
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
    // If the hostfile sets devices, a rank gets them with the order to open its engine, and loads it then.
    const preloading = devicesOf(plan.hosts).length === 0 ? argumentsOf(speech) : [];
    // mpirun has a process group of its own: Ctrl-C reaches only this process, which ends mpirun in order. There are no
    // bounds: ranks bound their own children and send heartbeats.
    const child = startChild("mpirun", [...placing, ...rankCommand(), ...preloading], {
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
  let onHeartbeat: (rank: number) => void = () => undefined;
  createInterface({ input: stderr }).on("line", (line) => {
    const heartbeat = parseLine<Heartbeat>(line);
    if (heartbeat) onHeartbeat(heartbeat.rank);
    const text = textOf(line);
    if (heartbeat && text === "") return;
    complaints.push(text);
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
    // A child without bounds that was started can fail in this way only.
    const hung = failure ? "mpirun was stopped from outside (SIGSTOP)" : null;
    return { code, signal, hung, complaints };
  };
  const ended = follow();
  ended.catch(() => undefined);
  return {
    pid: child.pid,
    stdin,
    stdout,
    onHeartbeat: (listener) => (onHeartbeat = listener),
    ended,
    stop: () => {
      child.signal("SIGTERM");
      killer ??= setTimeout(() => child.end(), ORDERLY_MS);
    },
    kill: () => child.end(),
  };
}
