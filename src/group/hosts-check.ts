/** Whether the hosts of a hostfile can take ranks: by ssh, all side by side. */
import { execFile } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isThisMachine, type Host } from "./hostfile.js";

export interface HostCheck {
  host: string;
  ok: boolean;
  /** What was found, or what is wrong and how to mend it. */
  detail: string;
}

/** The checkout that ranks are started from: it has to be at the same place on every host. */
const CHECKOUT = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const TIMEOUT_MS = 15_000;

/** The ssh command that mpirun would use: `OMPI_MCA_plm_rsh_agent`, if set. */
function sshCommand(env: NodeJS.ProcessEnv): string[] {
  return (env["OMPI_MCA_plm_rsh_agent"] ?? "ssh").split(/\s+/).filter(Boolean);
}

/** Asks each host over ssh for what a rank needs. Never rejects: a host that does not answer is an entry too. */
export function checkHosts(hosts: readonly Host[], env: NodeJS.ProcessEnv = process.env): Promise<HostCheck[]> {
  return Promise.all(hosts.map((host) => checkHost(host.name, env)));
}

async function checkHost(host: string, env: NodeJS.ProcessEnv): Promise<HostCheck> {
  // One round trip; each line is a fact. The checkout's path has no quote in it, or the set-up would have failed.
  const questions = `command -v orted || echo no-orted; test -x '${process.execPath}' && '${process.execPath}' --version || echo no-node; test -f '${CHECKOUT}/dist/group/rank-main.js' || echo no-sister`;
  const [command = "ssh", ...rest] = sshCommand(env);
  const args = [...rest, "-o", "BatchMode=yes", "-o", "ConnectTimeout=5", host, questions];
  const local = await isThisMachine(host);
  const { output, error } = local ? await run("/bin/sh", ["-c", questions], env) : await run(command, args, env);
  if (error)
    return {
      host,
      ok: false,
      detail: `no answer over ssh (${error}): start it, or let this user in by key (ssh-copy-id ${host})`,
    };
  if (output.includes("no-orted"))
    return { host, ok: false, detail: "Open MPI is missing: apt-get install openmpi-bin" };
  if (output.includes("no-node"))
    return { host, ok: false, detail: `Node.js is not at ${process.execPath}: install it there, as here` };
  if (output.includes("no-sister"))
    return { host, ok: false, detail: `Sister is not at ${CHECKOUT}: put the checkout there, and run its set-up` };
  return { host, ok: true, detail: `answers, Node.js ${/v\d+\.\d+\.\d+/.exec(output)?.[0] ?? ""}` };
}

function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ output: string; error: string | null }> {
  return new Promise((done) => {
    execFile(command, args, { env, timeout: TIMEOUT_MS }, (error, stdout, stderr) => {
      const output = stdout.trim();
      if (!error || output !== "") return done({ output, error: null });
      done({ output, error: stderr.trim().split("\n").at(-1) || error.message.split("\n")[0] || "no reason given" });
    });
  });
}
