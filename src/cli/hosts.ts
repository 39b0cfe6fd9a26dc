/** `sister hosts`: the hosts of the process group, in its hostfile. A running `sister group` follows the file when it is idle. */
import { randomUUID } from "node:crypto";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { messageOf, SisterError } from "../errors.js";
import { addHost, removeHost } from "../group/hosts/hostfile-edit.js";
import { readHostfile } from "../group/hosts/hostfile.js";
import { checkHosts } from "../group/hosts/hosts-check.js";
import { printText } from "./terminal/print.js";

export interface HostsOptions {
  hostfile: string;
}

/** All hosts, and whether each can take ranks. Exit status 1 where one cannot. */
export async function hostsList({ hostfile }: HostsOptions): Promise<number> {
  const hosts = await readHostfile(hostfile);
  const checks = await checkHosts(hosts);
  for (const [i, { name, slots, threads, provider }] of hosts.entries()) {
    const { ok, detail } = checks[i] ?? { ok: false, detail: "not asked" };
    const devices = `${threads === undefined ? "" : `  threads=${threads}`}${provider ? `  provider=${provider}` : ""}`;
    printText(`${ok ? "ok" : "--"}  ${name}  slots=${slots}${devices}  ${detail}`);
  }
  return checks.every(({ ok }) => ok) ? 0 : 1;
}

/** Adds a host that can take ranks; one that cannot is said, and not added. */
export async function hostsAdd(name: string, { hostfile, slots }: HostsOptions & { slots: number }): Promise<number> {
  const text = await readText(hostfile);
  const edited = addHost(text, { name, slots });
  const [check] = await checkHosts([{ name, slots }]);
  if (!check?.ok) throw new SisterError(`${name} was not added: ${check?.detail ?? "it was not asked"}`);
  await replace(hostfile, edited);
  printText(`${name} slots=${slots} is in ${hostfile}: a running sister group takes it when it is idle`);
  return 0;
}

export async function hostsRemove(name: string, { hostfile }: HostsOptions): Promise<number> {
  await replace(hostfile, removeHost(await readText(hostfile), name, hostfile));
  printText(`${name} is not in ${hostfile} any more: a running sister group goes on without it when it is idle`);
  return 0;
}

/** "" for a file that is not there yet. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw new SisterError(`${path} cannot be read (${messageOf(error)}): give another one with --hostfile`, {
      cause: error,
    });
  }
}

/** Whole or not at all: a group may read it at any moment. */
async function replace(path: string, text: string): Promise<void> {
  const temporary = `${resolve(path)}.${randomUUID()}.tmp`;
  try {
    const mode = (await stat(path).catch(() => null))?.mode ?? 0o644;
    await writeFile(temporary, text, { mode: mode & 0o777 });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new SisterError(`${path} cannot be written (${messageOf(error)})`, { cause: error });
  }
}
