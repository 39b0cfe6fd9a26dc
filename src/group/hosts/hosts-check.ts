/** Checks whether the hosts of a hostfile can take ranks: by ssh, in parallel. */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { memoryBound } from "../../children/bounds.js";
import { runChild } from "../../children/run-child.js";
import { isThisMachine, type Host } from "./hostfile.js";

export interface HostCheck {
  host: string;
  ok: boolean;
  /** What was found, or what is wrong and how to repair it. */
  detail: string;
}

/** The checkout that ranks are started from: it must be at the same path on every host. */
const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const BOUNDS = { bytes: memoryBound(2 ** 30), seconds: 15, cpuSeconds: Infinity, standstillSeconds: Infinity };

/** The ssh command that mpirun would use: `OMPI_MCA_plm_rsh_agent`, if set. */
function sshCommand(env: NodeJS.ProcessEnv): string[] {
  return (env["OMPI_MCA_plm_rsh_agent"] ?? "ssh").split(/\s+/).filter(Boolean);
}

/** The versions that must be the same on all hosts; "" for a part that the host lacks. */
interface Facts {
  mpi: string;
  node: string;
  /** A checksum of the program: ranks of different versions would misunderstand each other. */
  sister: string;
}

/**
 * One round trip for all facts, independent of the user's shell. Paths of a checkout have no quotes, or its set-up
 * would have failed.
 */
const FACTS_COMMAND = `/bin/sh -c '${[
  `echo "mpi $(command -v orted > /dev/null && mpirun --version 2> /dev/null | head -n 1)"`,
  `echo "node $(test -x "${process.execPath}" && "${process.execPath}" --version)"`,
  `echo "sister $(cd "${CHECKOUT}/dist" 2> /dev/null && find . -name "*.js" | LC_ALL=C sort | xargs cat | cksum)"`,
].join("; ")}'`;

function factsOf(output: string): Facts {
  const fact = (name: string): string => new RegExp(`^${name} (.*)$`, "m").exec(output)?.[1]?.trim() ?? "";
  return { mpi: fact("mpi"), node: fact("node"), sister: fact("sister") };
}

/** Checks each host over ssh for what a rank needs. Never rejects: a host that does not answer has an entry too. */
export async function checkHosts(hosts: readonly Host[], env: NodeJS.ProcessEnv = process.env): Promise<HostCheck[]> {
  const here = run("/bin/sh", ["-c", FACTS_COMMAND], env).then(({ output }) => factsOf(output));
  return Promise.all(hosts.map(({ name }) => checkHost(name, here, env)));
}

async function checkHost(host: string, here: Promise<Facts>, env: NodeJS.ProcessEnv): Promise<HostCheck> {
  const [command = "ssh", ...rest] = sshCommand(env);
  const args = [...rest, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", host, FACTS_COMMAND];
  const local = await isThisMachine(host);
  const { output, error } = local ? { output: "", error: null } : await run(command, args, env);
  const problem = error === null ? problemOf(local ? await here : factsOf(output), await here) : noAnswer(host, error);
  if (problem !== null) return { host, ok: false, detail: problem };
  return { host, ok: true, detail: `answers, Node.js ${local ? process.version : factsOf(output).node}` };
}

function noAnswer(host: string, error: string): string {
  const repair = /host key verification failed/i.test(error)
    ? `check its host key and add it to the known hosts (ssh-keyscan ${host})`
    : `start it, or set up a key for this user (ssh-copy-id ${host})`;
  return `no answer over ssh (${error}): ${repair}`;
}

/** The reason for which a host cannot have ranks, and how to repair it; null if it can. */
function problemOf(there: Facts, here: Facts): string | null {
  if (there.mpi === "") return "Open MPI is missing: apt-get install openmpi-bin";
  if (there.node === "") return `Node.js is not at ${process.execPath}: install it there, as here`;
  if (there.sister === "") return `Sister is not at ${CHECKOUT}: put the checkout there, and run its set-up`;
  if (there.mpi !== here.mpi) return `it has ${there.mpi}, and here is ${here.mpi}: install the same version on both`;
  if (there.sister !== here.sister)
    return `Sister at ${CHECKOUT} is another version than here: install the same version on both, and run its set-up`;
  return null;
}

async function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ output: string; error: string | null }> {
  const options = { kind: "group", what: command, bounds: BOUNDS, env } as const;
  const { code, failure, stdout, stderr } = await runChild(command, args, options);
  const output = stdout.trim();
  if ((code === 0 && failure === null) || output !== "") return { output, error: null };
  const said = stderr.trim().split("\n").at(-1) || failure?.message;
  return { output, error: said || `${command} ended with status ${code}` };
}
