/**
 * Hostfiles: the hosts, their slots, and the devices of engines there. Open MPI's format with two settings of Sister.
 */
import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { hostname, networkInterfaces } from "node:os";
import { messageOf, SisterError } from "../../errors.js";
import type { HostDevices } from "../../pipeline/ranks/task.js";
import { parseProvider, parseThreads, PROVIDERS, THREADS_MOST, type DeviceRequest } from "../../speech/devices.js";

export interface Host {
  name: string;
  slots: number;
  /** Threads of each rank on the host; missing: by its cores, or by the environment. */
  threads?: number;
  /** The device that engines compute with; missing: by the environment. */
  provider?: NonNullable<DeviceRequest["provider"]>;
}

const LINE = `"HOST slots=N threads=T provider=P"`;

/**
 * Reads the text of a hostfile: one host on each line, with `slots=N` (1 if missing), `threads=T` (1 to 64) and
 * `provider=cpu|cuda|coreml`; `#` begins a comment. A host with two lines has the slots of both and the settings of the
 * last one that has any. Throws a SisterError (exit code 2) with the number of a line that it cannot read.
 *
 * @example
 * parseHostfile("mpi-master slots=2\nmpi-worker1 threads=4\n");
 * // [{ name: "mpi-master", slots: 2 }, { name: "mpi-worker1", slots: 1, threads: 4 }]
 */
export function parseHostfile(text: string, name = "hostfile"): Host[] {
  const hosts = new Map<string, Host>();
  for (const [i, line] of text.split("\n").entries()) {
    const words = line.replace(/#.*/, "").trim().split(/\s+/).filter(Boolean);
    const host = words[0];
    if (host === undefined) continue;
    const refuse = (what: string): never => {
      throw new SisterError(`${name}, line ${i + 1}: ${what}; a line is ${LINE}`, { exitCode: 2 });
    };
    // A host name becomes an argument of ssh: one that looks like an option must be refused here.
    if (!/^[A-Za-z0-9_.:@[\]%][A-Za-z0-9_.:@[\]%-]*$/.test(host)) refuse(`"${host}" is not a host name`);
    const read: Host = { name: host, slots: 1 };
    for (const word of words.slice(1)) {
      const problem = readSetting(word, read);
      if (problem !== null) refuse(problem);
    }
    if (read.slots < 1) refuse("a host has at least one slot");
    const known = hosts.get(host);
    hosts.set(host, { ...known, ...read, slots: read.slots + (known?.slots ?? 0) });
  }
  if (hosts.size === 0)
    throw new SisterError(`${name} names no host: write one on each line, "HOST slots=N"`, { exitCode: 2 });
  return [...hosts.values()];
}

/** Reads one `name=value` of a line into the host; returns the problem with it, or null. */
function readSetting(word: string, host: Host): string | null {
  const [, name, value = ""] = /^([a-z_-]+)=(.+)$/.exec(word) ?? [];
  if (name === "threads") {
    const threads = parseThreads(value);
    if (threads === null) return `"${word}": threads are a whole number from 1 to ${THREADS_MOST}`;
    host.threads = threads;
  } else if (name === "provider") {
    const provider = parseProvider(value);
    if (provider === null) return `"${word}": a provider is one of ${PROVIDERS.join(", ")}`;
    host.provider = provider;
  } else if (/^(slots|max[_-]slots)$/.test(name ?? "") && /^\d+$/.test(value)) {
    if (name === "slots") host.slots = Number(value);
  } else return `"${word}" is not understood`;
  return null;
}

/** Reads a hostfile from disk. */
export async function readHostfile(path: string): Promise<Host[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new SisterError(
      `the hostfile ${path} cannot be read (${messageOf(error)}): give a file with one host on each line, "HOST slots=N"`,
      {
        exitCode: 2,
        cause: error,
      },
    );
  }
  return parseHostfile(text, path);
}

/** Whether a host of a hostfile is this machine: by its name or one of its addresses. */
export async function isThisMachine(name: string): Promise<boolean> {
  const own = hostname();
  const bare = name.replace(/^.*@/, "");
  if (["localhost", "127.0.0.1", "::1", own, own.split(".")[0]].includes(bare)) return true;
  const addresses = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((entry) => entry.address)),
  );
  const found = await lookup(bare, { all: true }).catch(() => []);
  return found.some(({ address }) => addresses.has(address));
}

/**
 * The hosts with this machine first: rank 0 reads the video, so it must run here, whatever the order of the file.
 * Throws a SisterError (exit code 2) if this machine is not among them.
 */
export async function thisMachineFirst(hosts: readonly Host[], hostfile: string): Promise<Host[]> {
  for (const host of hosts) {
    if (await isThisMachine(host.name)) return [host, ...hosts.filter((other) => other !== host)];
  }
  throw new SisterError(
    `this machine (${hostname()}) is not in ${hostfile}, and rank 0 has to run where the video is: add the line "${hostname()} slots=1"`,
    { exitCode: 2 },
  );
}

/**
 * The number of ranks for these hosts: as requested, or one for each slot. Throws a SisterError (exit code 2) if it
 * exceeds the slots.
 */
export function ranksFor(hosts: readonly Host[], asked: number | null, hostfile: string): number {
  const slots = hosts.reduce((sum, host) => sum + host.slots, 0);
  if (asked !== null && asked > slots) {
    throw new SisterError(
      `--ranks ${asked} is more than the ${slots} slot${slots === 1 ? "" : "s"} of ${hostfile}: raise slots= there, add hosts, or ask for fewer ranks`,
      { exitCode: 2 },
    );
  }
  return asked ?? slots;
}

/** The text of a hostfile for mpirun, with all slots, and without the settings of Sister, which mpirun refuses. */
export function formatHostfile(hosts: readonly Host[]): string {
  return hosts.map((host) => `${host.name} slots=${host.slots}\n`).join("");
}

/** The devices that the hostfile sets, by host; hosts without settings are left out. */
export function devicesOf(hosts: readonly Host[] | null): HostDevices[] {
  return (hosts ?? []).flatMap(({ name, threads = null, provider = null }) =>
    threads === null && provider === null ? [] : [{ host: name, threads, provider }],
  );
}
